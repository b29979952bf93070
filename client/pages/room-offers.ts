import { batch, type ReadonlySignal, signal } from '@preact/signals';
import { type Beginning, hasMap } from '../../shared/beginning.ts';
import type { ModeSummary } from '../../shared/match.ts';
import type { WorldSummary } from '../../shared/messages.ts';
import { listModes, listWorlds, readPack } from '../connection/server-api.ts';

/** Milliseconds until the lists of worlds and games are requested again. */
const retryDelay = 3_000;

/** What the server offers to a new room. Worlds are listed again until the server has checked all of them. */
export class RoomOffers {
  readonly #worlds = signal<readonly WorldSummary[] | undefined>(undefined);
  readonly #firstWorld = signal<WorldSummary | undefined>(undefined);
  readonly #modes = signal<readonly ModeSummary[]>([]);
  readonly #beginnings = signal<readonly Beginning[]>([]);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  /** Undefined until the first list has come. */
  readonly worlds: ReadonlySignal<readonly WorldSummary[] | undefined> = this.#worlds;
  /** The first one of the first list, which stays the first choice when others come before it. */
  readonly firstWorld: ReadonlySignal<WorldSummary | undefined> = this.#firstWorld;
  readonly modes: ReadonlySignal<readonly ModeSummary[]> = this.#modes;
  readonly beginnings: ReadonlySignal<readonly Beginning[]> = this.#beginnings;

  constructor() {
    void this.#load();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #load(): Promise<void> {
    try {
      const [listed, modes, pack] = await Promise.all([listWorlds(), listModes(), readPack()]);
      batch(() => {
        this.#beginnings.value = pack.beginnings;
        this.#modes.value = modes.filter(({ needsMap }) => !needsMap || pack.beginnings.some(hasMap));
        this.#take(listed);
      });
    } catch {
      this.#later(() => this.#load());
    }
  }

  async #loadWorlds(): Promise<void> {
    try {
      this.#take(await listWorlds());
    } catch {
      this.#later(() => this.#loadWorlds());
    }
  }

  #take({ worlds, complete }: Awaited<ReturnType<typeof listWorlds>>): void {
    batch(() => {
      this.#worlds.value = worlds;
      this.#firstWorld.value ??= worlds[0];
    });
    if (!complete) this.#later(() => this.#loadWorlds());
  }

  #later(load: () => Promise<void>): void {
    if (!this.#closed) this.#timer = setTimeout(() => void load(), retryDelay);
  }
}
