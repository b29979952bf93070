import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Pose, wrapAngle } from '../../shared/geometry/camera.ts';
import type { Manifest } from '../../shared/pack.ts';
import { isDrawn, type Keyframe } from '../contracts/keyframe.ts';
import type { GeneratedView } from '../contracts/view.ts';
import { CoverageIndex, type CoverageSnapshot } from './coverage-retrieval.ts';
import { evictionCandidates, evictionNear } from './eviction.ts';
import { contradictions } from './free-space.ts';
import { type HeightChunk, HeightGrid } from './height-grid.ts';
import { keyframeBytes, type MemoryBudget } from './memory-budget.ts';
import { assessNovelty, masked, uncoveredShare } from './novelty.ts';
import { type SkyPlate, SkyPlates } from './sky-plates.ts';

/** Ticks between two keyframes of one author, unless the view was imagined. */
const restTicks = 3;
/** A keyframe with less than this share of its pixels known is not worth its place. */
const leastKnown = 0.03;
/** Nearer than this to the author's last keyframe (metres, radians), a view adds nothing. */
const samePlace = 0.15;
const sameDirection = 0.08;
/** The same for reading what stands where (metres, radians). */
const sameLook = 0.3;
const sameGlance = 0.2;
/** Ticks for which the author's last keyframe stands for its place. */
const sameTicks = 120;
/** Keyframes asked whether an imagined surface stands in empty space. */
const mostWitnesses = 12;
/** Id of the first sky plate; the others go down from it. */
const firstPlate = -1;
/** Milliseconds for which a thread is kept busy at one go while a snapshot is restored. */
const longestSlice = 3;

/**
 * A memory that holds nothing but a world seed, as it goes from thread to thread. Pictures are shared,
 * the buffers of `heights` can be transferred.
 */
export interface MemorySnapshot {
  /** Oldest first. */
  keyframes: Keyframe[];
  index: CoverageSnapshot;
  sky: SkyPlate[];
  heights: HeightChunk[];
  /** Ids of drawn keyframes, in the order in which their eviction is considered. */
  evictable: number[];
  nextId: number;
}

interface MemoryParts {
  index: CoverageIndex;
  sky: SkyPlates;
  heights: HeightGrid;
}

/**
 * What a room remembers, for all of its players: posed RGB-D keyframes, found again by what they
 * show (coverage-retrieval.ts), the sky they share (sky-plates.ts), and what stands where
 * (height-grid.ts). At most manifest.memory.capacity keyframes are held; the most redundant goes first,
 * captured ones last. A budget, where there is one, bounds the bytes of all rooms together.
 */
export class RoomMemory {
  /** What is solid, from above. */
  readonly heights: HeightGrid;
  readonly #manifest: Manifest;
  readonly #index: CoverageIndex;
  readonly #sky: SkyPlates;
  #keyframes = new Map<number, Keyframe>();
  /** Ids of drawn keyframes, which are evicted before captured ones; oldest first. */
  #evictable = new Set<number>();
  #newest = new Map<string, Keyframe>();
  /** Where each author last read what stands where. */
  #looks = new Map<string, Pose>();
  #nextId = 0;
  #budget: MemoryBudget | undefined;
  /** Ids of keyframes that this memory did not begin with. */
  readonly #own = new Set<number>();
  #ownBytes = 0;
  /** Of the last of them. */
  #lastPose: Pose | undefined;

  /** An empty one, or one that takes over the `parts` that another has made. */
  constructor(manifest: Manifest, parts?: Partial<MemoryParts>, budget?: MemoryBudget) {
    this.#manifest = manifest;
    this.#budget = budget;
    this.#index = parts?.index ?? new CoverageIndex(manifest.view);
    this.#sky = parts?.sky ?? new SkyPlates(manifest.view, firstPlate);
    this.heights = parts?.heights ?? new HeightGrid(manifest.view);
  }

  /**
   * The memory that a snapshot was taken of. It takes the snapshot over, and waits for the other work of the
   * thread as soon as it has been busy for a few milliseconds.
   */
  static async restore(manifest: Manifest, snapshot: MemorySnapshot): Promise<RoomMemory> {
    const memory = new RoomMemory(manifest, {
      index: new CoverageIndex(manifest.view),
      sky: new SkyPlates(manifest.view, firstPlate, snapshot.sky),
      heights: HeightGrid.restore(manifest.view, snapshot.heights),
    });
    let began = performance.now();
    for (const [i, keyframe] of snapshot.keyframes.entries()) {
      memory.#index.take(snapshot.index.members[i], keyframe);
      memory.#keyframes.set(keyframe.id, keyframe);
      if (performance.now() - began < longestSlice) continue;
      await nextTurn();
      began = performance.now();
    }
    memory.#index.release(snapshot.index.free);
    for (const id of snapshot.evictable) memory.#evictable.add(id);
    memory.#nextId = snapshot.nextId;
    return memory;
  }

  /** What {@link RoomMemory.restore} makes the same memory of, as long as no author has written to it. */
  snapshot(): MemorySnapshot {
    if (this.#newest.size > 0 || this.#looks.size > 0) {
      throw new Error('Somebody has written to this memory already; take its snapshot before.');
    }
    return {
      keyframes: [...this.#keyframes.values()],
      index: this.#index.snapshot(),
      sky: this.#sky.snapshot(),
      heights: this.heights.snapshot(),
      evictable: [...this.#evictable],
      nextId: this.#nextId,
    };
  }

  /**
   * A memory that begins with what is held here. What both hold is shared until one of them changes it
   * (copy-on-write), so that it costs little however much there is. It counts towards `budget` from its first
   * own keyframe on: until then, it holds nothing but what is shared.
   */
  fork(budget?: MemoryBudget): RoomMemory {
    const parts = { index: this.#index.fork(), sky: this.#sky.fork(), heights: this.heights.fork() };
    const fork = new RoomMemory(this.#manifest, parts, budget);
    for (const [id, keyframe] of this.#keyframes) fork.#keyframes.set(id, keyframe);
    for (const id of this.#evictable) fork.#evictable.add(id);
    for (const [author, keyframe] of this.#newest) fork.#newest.set(author, keyframe);
    for (const [author, pose] of this.#looks) fork.#looks.set(author, pose);
    fork.#nextId = this.#nextId;
    return fork;
  }

  /** Keyframes held. */
  get size(): number {
    return this.#keyframes.size;
  }

  /** Those keyframes, oldest first. */
  get keyframes(): Iterable<Keyframe> {
    return this.#keyframes.values();
  }

  /** Bytes of the keyframes that this memory did not begin with. */
  get ownBytes(): number {
    return this.#ownBytes;
  }

  /** Evicts one of those, as when memory is full; false when there are none. */
  evictOwn(): boolean {
    if (this.#lastPose === undefined || this.#own.size === 0) return false;
    this.#evict(this.#lastPose, this.#own);
    return true;
  }

  /** Nobody uses it any more: it does not count towards the budget from now on. */
  close(): void {
    this.#budget?.leave(this, this.#keyframes.values());
    this.#budget = undefined;
  }

  /** Holds a keyframe as it is, without a copy and without a question of novelty. */
  remember(keyframe: Omit<Keyframe, 'id'>): Keyframe {
    this.heights.add(keyframe.pose, keyframe.inverseDepth, isDrawn(keyframe) ? 'drawn' : 'seed');
    return this.#hold(keyframe);
  }

  /** The keyframes a view from `camera` is drawn from: at most slots - 1, best first. */
  retrieve(camera: Pose): Keyframe[] {
    const plates = this.#sky.facing(camera);
    const found = this.#index.retrieve(camera, this.#manifest.memory.slots - 1, { also: plates });
    return found
      .map(({ id }) => this.#keyframes.get(id) ?? plates.find((plate) => plate.id === id))
      .filter((keyframe) => keyframe !== undefined);
  }

  /**
   * Keeps a view as a keyframe when enough of it is new and can be kept (novelty.ts); copies what it
   * keeps. Undefined when nothing was written. What stands where is read from every view that an
   * author sees from a new place, also where memory knows the picture: from nearby it is seen better.
   */
  write(view: GeneratedView, author: string): Keyframe | undefined {
    const rested = this.#isRested(view, author);
    const looked = this.#looks.get(author);
    const stands = looked !== undefined && isNear(view.camera, looked, sameLook, sameGlance);
    if (rested && stands) return undefined;
    // Somebody who stands still in a known place costs no more than this look at every view.
    if (stands && uncoveredShare(view) < leastKnown) return undefined;
    const { share, known, keep, sure } = assessNovelty(view, this.#manifest, this.#impossible(view));
    if (!stands) {
      this.#looks.set(author, view.camera);
      this.heights.add(view.camera, masked(view.inverseDepth, sure), 'drawn');
    }
    if (rested || share < this.#manifest.memory.novelty || known < leastKnown) return undefined;
    const inverseDepth = masked(view.inverseDepth, keep);
    const pictures = {
      rgb: copyOf(view.rgb),
      fine: view.fine && { ...view.fine, rgb: copyOf(view.fine.rgb) },
    };
    const written = this.#hold({ pose: view.camera, ...pictures, inverseDepth, tick: view.tick, author });
    this.#newest.set(author, written);
    return written;
  }

  /** Where a drawn view contradicts what is known to be empty. */
  #impossible(view: GeneratedView): Uint8Array {
    const witnesses = this.#index
      .around(view.camera, mostWitnesses)
      .map((id) => this.#keyframes.get(id))
      .filter((keyframe) => keyframe !== undefined);
    return contradictions(
      this.#manifest.view,
      { pose: view.camera, inverseDepth: view.inverseDepth },
      witnesses,
    );
  }

  #hold(keyframe: Omit<Keyframe, 'id'>): Keyframe {
    const { pose, rgb, fine, inverseDepth, tick, author } = keyframe;
    const pictures = { rgb, inverseDepth, ...(fine && { fine }) };
    const held: Keyframe = { id: this.#nextId++, pose: { ...pose }, ...pictures, tick, author };
    if (this.#keyframes.size >= this.#manifest.memory.capacity) this.#evict(held.pose);
    const bytes = keyframeBytes(held);
    this.#budget?.join(this, this.#keyframes.values());
    this.#budget?.makePlace(bytes);
    this.#budget?.hold(held);
    this.#own.add(held.id);
    this.#ownBytes += bytes;
    this.#lastPose = held.pose;
    this.#index.add(held.id, held.pose, inverseDepth);
    this.#sky.add(held);
    this.#keyframes.set(held.id, held);
    if (isDrawn(held)) this.#evictable.add(held.id);
    return held;
  }

  /** True while the author's last keyframe is too recent or from the same place. */
  #isRested(view: GeneratedView, author: string): boolean {
    const last = this.#newest.get(author);
    if (!last) return false;
    const ticks = view.tick - last.tick;
    if (ticks < restTicks && !view.imagined) return true;
    return ticks < sameTicks && isNear(view.camera, last.pose, samePlace, sameDirection);
  }

  /**
   * Drops the most redundant of a few keyframes: those that show what the new one shows, and a few
   * from all over, which take turns; of all that are held, or `among` some.
   */
  #evict(newest: Pose, among?: ReadonlySet<number>): void {
    const candidates = evictionCandidates({
      held: this.#keyframes.keys(),
      drawn: this.#evictable,
      near: this.#index.retrieve(newest, evictionNear).map(({ id }) => id),
      among,
    });
    let least: { id: number; redundancy: number } | undefined;
    for (const id of candidates) {
      const redundancy = this.#index.redundancy(id);
      if (!least || redundancy > least.redundancy) least = { id, redundancy };
      if (this.#evictable.delete(id)) this.#evictable.add(id);
    }
    if (least) this.#drop(least.id);
  }

  #drop(id: number): void {
    const keyframe = this.#keyframes.get(id);
    if (keyframe === undefined) return;
    this.#index.remove(id);
    this.#keyframes.delete(id);
    this.#evictable.delete(id);
    this.#budget?.release(keyframe);
    if (this.#own.delete(id)) this.#ownBytes -= keyframeBytes(keyframe);
  }
}

/** True when two eyes are within `distance` (metres) and `turn` (radians) of each other. */
function isNear(a: Pose, b: Pose, distance: number, turn: number): boolean {
  return (
    Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z) < distance &&
    Math.hypot(wrapAngle(a.yaw - b.yaw), a.pitch - b.pitch) < turn
  );
}

/** Bytes in a shared buffer of their own. */
function copyOf(bytes: Uint8Array): Uint8Array<SharedArrayBuffer> {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}
