import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Manifest } from '../../../shared/pack.ts';
import { type Pack, seedFolder } from '../../pack/pack.ts';
import { keyframeBytes } from '../memory-budget.ts';
import { RoomMemory } from '../room-memory.ts';
import type { WorldSeed } from './world-seed.ts';
import { type PreparedSeed, WorldThread } from './world-thread.ts';

export interface WorldCacheOptions {
  pack: Pick<Pack, 'folder' | 'manifest' | 'seed'>;
  /** Most bytes of prepared worlds that are kept for later rooms. */
  bytes: number;
  /** Milliseconds that an unused world is kept. By default 10 minutes. */
  lifetime?: number;
  /** Reads and prepares worlds. By default a new thread. */
  thread?: Pick<WorldThread, 'prepare' | 'close'>;
  /** Called once for each state of a world's files that could not be prepared. */
  failed?(name: string, error: unknown): void;
}

interface Entry {
  /** Version of the files, from {@link stampOf}. */
  stamp: string;
  world: Promise<WorldSeed>;
  /** 0 until the world is prepared. */
  bytes: number;
  drop: NodeJS.Timeout | undefined;
}

const tenMinutes = 600_000;

/**
 * The prepared world seeds of a pack. Each is read once on a separate thread for any number of rooms, and
 * every room forks its memory.
 *
 * A prepared world is dropped ten minutes after its last use. If all together exceed `bytes`, the least
 * recently used ones are dropped, but never the newest. Rooms keep what they have forked.
 */
export class WorldCache {
  readonly #pack: WorldCacheOptions['pack'];
  readonly #bytes: number;
  readonly #lifetime: number;
  readonly #thread: NonNullable<WorldCacheOptions['thread']>;
  /** By name, most recently used last. */
  readonly #entries = new Map<string, Entry>();
  readonly #failed: WorldCacheOptions['failed'];
  /** Stamps of the worlds whose failure was reported, by name. */
  readonly #reported = new Map<string, string>();
  /** Resolves one event loop turn after the previous caller of open() continued. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ pack, bytes, lifetime = tenMinutes, thread, failed }: WorldCacheOptions) {
    this.#pack = pack;
    this.#bytes = bytes;
    this.#lifetime = lifetime;
    this.#failed = failed;
    this.#thread = thread ?? new WorldThread(pack.manifest);
  }

  /** Names of the prepared worlds, most recently used last. */
  get kept(): string[] {
    return [...this.#entries.keys()];
  }

  /**
   * A world from which a room can start. Callers that wait for the same world continue in separate turns of
   * the event loop, so that many rooms do not block it.
   *
   * @throws PackError if the pack has no world of this name or it is broken
   */
  async open(name: string): Promise<WorldSeed> {
    // A name that is not in the pack never becomes a path.
    if (!this.#pack.manifest.seeds.some((seed) => seed.name === name)) return this.#pack.seed(name);
    const stamp = await stampOf(this.#pack.folder, name);
    const known = this.#entries.get(name);
    const entry = known?.stamp === stamp ? known : this.#prepare(name, stamp);
    this.#use(name, entry);
    const world = await entry.world;
    this.#turn = this.#turn.then(() => nextTurn());
    await this.#turn;
    return world;
  }

  /** Ends the thread. No world can be prepared afterwards. */
  async close(): Promise<void> {
    for (const name of this.kept) this.#drop(name);
    await this.#thread.close();
  }

  #prepare(name: string, stamp: string): Entry {
    this.#drop(name);
    const { folder, manifest } = this.#pack;
    const world = this.#thread.prepare(seedFolder(folder, name), folder).then((prepared) => {
      entry.bytes = bytesOf(prepared);
      this.#shrink();
      return restored(prepared, manifest);
    });
    const entry: Entry = { stamp, world, bytes: 0, drop: undefined };
    world.catch((error: unknown) => {
      if (this.#entries.get(name) === entry) this.#drop(name);
      if (this.#reported.get(name) === stamp) return;
      this.#reported.set(name, stamp);
      this.#failed?.(name, error);
    });
    return entry;
  }

  #use(name: string, entry: Entry): void {
    clearTimeout(entry.drop);
    entry.drop = setTimeout(() => this.#drop(name), this.#lifetime).unref();
    this.#entries.delete(name);
    this.#entries.set(name, entry);
  }

  /**
   * Drops worlds above the limit, but never the most recently used one, from which a room is about to start.
   */
  #shrink(): void {
    let bytes = 0;
    for (const [name, entry] of [...this.#entries].reverse()) {
      bytes += entry.bytes;
      if (bytes > this.#bytes && bytes > entry.bytes) this.#drop(name);
    }
  }

  #drop(name: string): void {
    clearTimeout(this.#entries.get(name)?.drop);
    this.#entries.delete(name);
  }
}

async function restored({ seed, memory: snapshot }: PreparedSeed, manifest: Manifest): Promise<WorldSeed> {
  const prepared = await RoomMemory.restore(manifest, snapshot);
  return { ...seed, keyframes: snapshot.keyframes, prepared };
}

/** Bytes of pictures and grids. The rest of a prepared world is a few per cent. */
function bytesOf({ memory: { keyframes, index, sky, heights } }: PreparedSeed): number {
  const pictures = [...keyframes, ...sky].reduce((sum, picture) => sum + keyframeBytes(picture), 0);
  const samples = index.members.reduce((sum, member) => sum + member.samples.values.byteLength, 0);
  const grids = heights.reduce((sum, { kind }) => sum + 17 * kind.byteLength, 0);
  return pictures + samples + grids;
}

/**
 * A version of a world seed's files. It changes if files are added, removed or replaced, or seed.json is
 * rewritten. Then the prepared world is out of date.
 */
async function stampOf(root: string, name: string): Promise<string> {
  const folder = seedFolder(root, name);
  const stamps = [folder, join(folder, 'seed.json')].map(async (path) => {
    const found = await stat(path, { bigint: true }).catch(() => undefined);
    return found && `${found.dev} ${found.ino} ${found.mtimeNs} ${found.size}`;
  });
  // A missing file is reported when the world is prepared.
  return (await Promise.all(stamps)).join(', ');
}
