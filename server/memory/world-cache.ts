import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Manifest } from '../../shared/pack.ts';
import { type Pack, seedFolder } from '../pack/pack.ts';
import { RoomMemory } from './room-memory.ts';
import type { WorldSeed } from './world-seed.ts';
import { type PreparedSeed, WorldThread } from './world-thread.ts';

export interface WorldCacheOptions {
  pack: Pick<Pack, 'folder' | 'manifest' | 'seed'>;
  /** Most bytes of prepared worlds that are kept for the next room. */
  bytes: number;
  /** Milliseconds for which one is kept that no room was opened from; 10 minutes by default. */
  lifetime?: number;
  /** Reads and prepares; a thread of its own by default. */
  thread?: Pick<WorldThread, 'prepare' | 'close'>;
  /** A world could not be prepared; called once for each state of its files. */
  failed?(name: string, error: unknown): void;
}

interface Entry {
  /** When the files were changed last, as {@link stampOf} says it. */
  stamp: string;
  world: Promise<WorldSeed>;
  /** 0 until it is prepared. */
  bytes: number;
  drop: NodeJS.Timeout | undefined;
}

const tenMinutes = 600_000;

/**
 * The world seeds of a pack, prepared for rooms to begin from: each is read once, on a thread of its own,
 * however many rooms ask for it at once, and every room forks the memory that comes of it. A prepared world
 * is kept for ten minutes after a room was opened from it; where all together have more than `bytes`, those
 * go first that were used the longest ago, and the newest stays. Rooms keep what they have forked.
 */
export class WorldCache {
  readonly #pack: WorldCacheOptions['pack'];
  readonly #bytes: number;
  readonly #lifetime: number;
  readonly #thread: NonNullable<WorldCacheOptions['thread']>;
  /** By name, the one used last at the end. */
  readonly #entries = new Map<string, Entry>();
  readonly #failed: WorldCacheOptions['failed'];
  /** Stamps of the worlds whose failure was told, by name. */
  readonly #told = new Map<string, string>();
  /** Whoever opens a world goes on one turn of the event loop after the one before. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ pack, bytes, lifetime = tenMinutes, thread, failed }: WorldCacheOptions) {
    this.#pack = pack;
    this.#bytes = bytes;
    this.#lifetime = lifetime;
    this.#failed = failed;
    this.#thread = thread ?? new WorldThread(pack.manifest);
  }

  /** Names of the prepared worlds, the one used last at the end. */
  get kept(): string[] {
    return [...this.#entries.keys()];
  }

  /**
   * A world to begin a room from. Those who wait for the same one go on one after the other, with a turn of the
   * event loop for each. Rejects with a PackError where the pack has none of this name, or it is broken.
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

  /** Ends the thread. No world is prepared any more. */
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
      if (this.#told.get(name) === stamp) return;
      this.#told.set(name, stamp);
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

  /** Drops what is too much; never the one used last, which a room is about to begin from. */
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

/** Bytes of pictures and grids, which is all but a few per cent of a prepared world. */
function bytesOf({ memory: { keyframes, index, sky, heights } }: PreparedSeed): number {
  const pictures = [...keyframes, ...sky].reduce(
    (sum, { rgb, inverseDepth }) => sum + rgb.byteLength + inverseDepth.byteLength,
    0,
  );
  const samples = index.members.reduce((sum, member) => sum + member.samples.values.byteLength, 0);
  const grids = heights.reduce((sum, { kind }) => sum + 17 * kind.byteLength, 0);
  return pictures + samples + grids;
}

/**
 * Another text whenever files of a world seed were added, removed or put in the place of others, or seed.json
 * was written: what was prepared of it is then out of date.
 */
async function stampOf(root: string, name: string): Promise<string> {
  const folder = seedFolder(root, name);
  const stamps = [folder, join(folder, 'seed.json')].map(async (path) => {
    const found = await stat(path, { bigint: true }).catch(() => undefined);
    return found && `${found.dev} ${found.ino} ${found.mtimeNs} ${found.size}`;
  });
  // Where one is missing, preparing it says so.
  return (await Promise.all(stamps)).join(', ');
}
