import { batch, computed, type ReadonlySignal, signal } from '@preact/signals';
import type { RoomSummary, WorldSummary } from '../../shared/messages.ts';
import { listRooms, listWorlds } from '../connection/server-api.ts';
import { texts } from '../texts.ts';

/** Milliseconds between refreshes while the page is visible. */
const refreshInterval = 4_000;

export type ListState = 'loading' | 'empty' | 'ready' | 'error';

/** The public rooms, asked for again and again until it is closed. */
export class ListedRooms {
  readonly #state = signal<ListState>('loading');
  readonly #rooms = signal<readonly RoomSummary[]>([]);
  readonly #worlds = signal<readonly WorldSummary[]>([]);
  readonly #at = signal(0);
  readonly #timer: ReturnType<typeof setInterval>;
  #worldsComplete = false;

  readonly state: ReadonlySignal<ListState> = this.#state;
  readonly rooms: ReadonlySignal<readonly RoomSummary[]> = this.#rooms;
  /** Worlds that the server has checked, some of which rooms may name. */
  readonly worlds: ReadonlySignal<readonly WorldSummary[]> = this.#worlds;
  /** When the rooms were listed, milliseconds since the epoch; 0 before. */
  readonly at: ReadonlySignal<number> = this.#at;
  /** What is said instead of the list; empty where the list speaks for itself. */
  readonly message = computed(() => {
    const { loading, empty, failed } = texts.lobby.rooms;
    return { loading, empty, ready: '', error: failed }[this.#state.value];
  });

  constructor() {
    this.#timer = setInterval(() => {
      if (!document.hidden) void this.#refresh();
    }, refreshInterval);
    void this.#refresh();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #refresh(): Promise<void> {
    try {
      const [rooms, listed] = await Promise.all([
        listRooms(),
        this.#worldsComplete ? undefined : listWorlds(),
      ]);
      batch(() => {
        this.#state.value = rooms.length === 0 ? 'empty' : 'ready';
        this.#rooms.value = rooms;
        this.#at.value = Date.now();
        if (listed === undefined) return;
        this.#worlds.value = listed.worlds;
        this.#worldsComplete = listed.complete;
      });
    } catch {
      // The last list stays, because its rooms may still exist when the server answers again.
      this.#state.value = 'error';
    }
  }
}
