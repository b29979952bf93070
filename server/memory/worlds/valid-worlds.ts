import type { Manifest } from '../../../shared/pack.ts';
import { type BrokenSeed, brokenBy, noWorldError, type Pack, seedFolder } from '../../pack/pack.ts';
import type { WorldThread } from './world-thread.ts';

/** Which worlds of a pack rooms may begin from. */
export interface OfferedWorlds {
  /** The worlds that are known to be valid by now, in the pack's order. Never empty. */
  readonly valid: Manifest['seeds'];
  /** Number of worlds that may be added to `valid` later. */
  readonly unchecked: number;
  /** The pack's first valid world. */
  first(): Promise<string>;
  /** Whether the pack has a valid world of this name. A world that was not checked yet is checked before others. */
  isValid(name: string): Promise<boolean>;
}

export interface ValidWorldsOptions {
  thread: Pick<WorldThread, 'check'>;
  /** Called once for each broken world, when it is found. */
  broken?(seed: BrokenSeed): void;
}

/**
 * The world seeds of a pack, each checked once by decoding all of its pictures. A world counts as valid only after its
 * check, so that no room can start from a broken one. The server listens when one world is known to be valid, because
 * checking a world takes about half a second of a core; the others are checked while the server runs.
 */
export class ValidWorlds implements OfferedWorlds {
  readonly #pack: Pick<Pack, 'folder' | 'manifest'>;
  readonly #thread: ValidWorldsOptions['thread'];
  readonly #told: ValidWorldsOptions['broken'];
  /** By name, from when a check begins. */
  readonly #checks = new Map<string, Promise<boolean>>();
  readonly #valid = new Set<string>();
  readonly #broken: BrokenSeed[] = [];

  private constructor(pack: Pick<Pack, 'folder' | 'manifest' | 'broken'>, options: ValidWorldsOptions) {
    this.#pack = pack;
    this.#thread = options.thread;
    this.#told = options.broken;
    for (const seed of pack.broken) this.#leaveOut(seed);
  }

  /**
   * Checks worlds until one is valid.
   *
   * @throws PackError that names all worlds if none is valid
   */
  static async open(
    pack: Pick<Pack, 'folder' | 'manifest' | 'broken'>,
    options: ValidWorldsOptions,
  ): Promise<ValidWorlds> {
    const worlds = new ValidWorlds(pack, options);
    await worlds.first();
    return worlds;
  }

  get valid(): Manifest['seeds'] {
    return this.#pack.manifest.seeds.filter(({ name }) => this.#valid.has(name));
  }

  /** The worlds that were found to be broken by now, and why. */
  get broken(): readonly BrokenSeed[] {
    return this.#broken;
  }

  get unchecked(): number {
    const { seeds } = this.#pack.manifest;
    const left = new Set(this.#broken.map(({ name }) => name));
    return seeds.filter(({ name }) => !this.#valid.has(name) && !left.has(name)).length;
  }

  async first(): Promise<string> {
    const { folder, manifest } = this.#pack;
    for (const { name } of manifest.seeds) if (await this.isValid(name)) return name;
    throw noWorldError(folder, this.#broken);
  }

  isValid(name: string): Promise<boolean> {
    // A name that is not in the pack never becomes a path.
    if (!this.#pack.manifest.seeds.some((seed) => seed.name === name)) return Promise.resolve(false);
    const known = this.#checks.get(name);
    if (known !== undefined) return known;
    const check = this.#check(name);
    this.#checks.set(name, check);
    // The check itself failed, which says nothing of the world.
    check.catch(() => this.#checks.delete(name));
    return check;
  }

  /**
   * Checks all worlds, one at a time, so that a world that somebody asks for waits for one other world at most.
   *
   * @throws Error if the thread failed; the worlds that are left are checked when somebody asks for them
   */
  async checkAll(): Promise<void> {
    for (const { name } of this.#pack.manifest.seeds) await this.isValid(name);
  }

  async #check(name: string): Promise<boolean> {
    const { folder } = this.#pack;
    const error = await brokenBy(() => this.#thread.check(seedFolder(folder, name), folder));
    if (error === undefined) this.#valid.add(name);
    else this.#leaveOut({ name, error });
    return error === undefined;
  }

  #leaveOut(seed: BrokenSeed): void {
    this.#broken.push(seed);
    this.#checks.set(seed.name, Promise.resolve(false));
    this.#told?.(seed);
  }
}
