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
import { assessNovelty, masked, noveltyBound } from './novelty.ts';
import { type SkyPlate, SkyPlates } from './sky-plates.ts';

/** Ticks between two keyframes of one author, unless the view was imagined. */
const restTicks = 3;
/** A keyframe with fewer known pixels than this share is not worth its memory. */
const leastKnown = 0.03;
/** A view closer than this to the author's last keyframe adds nothing (metres, radians). */
const samePosition = 0.15;
const sameDirection = 0.08;
/** The same for updating the height grid (metres, radians). */
const surveyDistance = 0.3;
const surveyTurn = 0.2;
/** Ticks for which the author's last keyframe blocks others from the same pose. */
const sameTicks = 120;
/** Most keyframes that are tested for free space. */
const mostWitnesses = 12;
/** Id of the first sky plate. The ids of the others descend from it. */
const firstPlate = -1;
/** Milliseconds after which restoring a snapshot yields to other work of the thread. */
const longestSlice = 3;

/**
 * The memory of a world seed in a form that can be sent between threads. Pictures are shared. The buffers of
 * `heights` can be transferred.
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
 * The memory that all players of a room share: posed RGB-D keyframes with an index of what they show
 * (coverage-retrieval.ts), the common sky (sky-plates.ts) and the height grid (height-grid.ts).
 *
 * It holds at most manifest.memory.capacity keyframes. The most redundant one is evicted first, captured ones
 * last. An optional budget bounds the bytes of all rooms together.
 */
export class RoomMemory {
  /** What is solid, seen from above. */
  readonly heights: HeightGrid;
  readonly #manifest: Manifest;
  readonly #index: CoverageIndex;
  readonly #sky: SkyPlates;
  #keyframes = new Map<number, Keyframe>();
  /** Ids of drawn keyframes, which are evicted before captured ones. Oldest first. */
  #evictable = new Set<number>();
  #newest = new Map<string, Keyframe>();
  /** Pose from which each author last updated the height grid. */
  #surveyPoses = new Map<string, Pose>();
  #nextId = 0;
  #budget: MemoryBudget | undefined;
  /** Ids of keyframes that were added after the start. */
  readonly #own = new Set<number>();
  #ownBytes = 0;
  /** Pose of the newest of them. */
  #lastPose: Pose | undefined;

  /** Creates an empty memory, or one that takes over the `parts` of another. */
  constructor(manifest: Manifest, parts?: Partial<MemoryParts>, budget?: MemoryBudget) {
    this.#manifest = manifest;
    this.#budget = budget;
    this.#index = parts?.index ?? new CoverageIndex(manifest.view);
    this.#sky = parts?.sky ?? new SkyPlates(manifest.view, firstPlate);
    this.heights = parts?.heights ?? new HeightGrid(manifest.view);
  }

  /**
   * Restores a snapshot and takes ownership of it. Yields to other work of the thread every few milliseconds.
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

  /**
   * A snapshot for {@link RoomMemory.restore}.
   *
   * @throws Error if an author has written to this memory
   */
  snapshot(): MemorySnapshot {
    if (this.#newest.size > 0 || this.#surveyPoses.size > 0) {
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
   * A copy of this memory. Both share their content until one changes it (copy-on-write), so a fork is cheap
   * at any size. It counts towards `budget` from its first own keyframe on, because before that it only holds
   * shared ones.
   */
  fork(budget?: MemoryBudget): RoomMemory {
    const parts = { index: this.#index.fork(), sky: this.#sky.fork(), heights: this.heights.fork() };
    const fork = new RoomMemory(this.#manifest, parts, budget);
    for (const [id, keyframe] of this.#keyframes) fork.#keyframes.set(id, keyframe);
    for (const id of this.#evictable) fork.#evictable.add(id);
    for (const [author, keyframe] of this.#newest) fork.#newest.set(author, keyframe);
    for (const [author, pose] of this.#surveyPoses) fork.#surveyPoses.set(author, pose);
    fork.#nextId = this.#nextId;
    return fork;
  }

  /** Number of keyframes. */
  get size(): number {
    return this.#keyframes.size;
  }

  /** All keyframes, oldest first. */
  get keyframes(): Iterable<Keyframe> {
    return this.#keyframes.values();
  }

  /** Bytes of the keyframes that were added after the start. */
  get ownBytes(): number {
    return this.#ownBytes;
  }

  /** Evicts one of the keyframes that were added after the start. Returns false if there is none. */
  evictOwn(): boolean {
    if (this.#lastPose === undefined || this.#own.size === 0) return false;
    this.#evict(this.#lastPose, this.#own);
    return true;
  }

  /** Ends the use of this memory. It no longer counts towards the budget. */
  close(): void {
    this.#budget?.leave(this, this.#keyframes.values());
    this.#budget = undefined;
  }

  /** Adds a keyframe without copying it and without a test of novelty. */
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
   * Adds a view as a keyframe if enough of it is new and can be kept (novelty.ts). Copies what it keeps.
   * Returns undefined if nothing was added.
   *
   * The height grid is updated from every view that an author sees from a new pose, even if memory covers it,
   * because depth is more exact at short range.
   */
  write(view: GeneratedView, author: string): Keyframe | undefined {
    const isRecent = this.#isRecent(view, author);
    const lastSurvey = this.#surveyPoses.get(author);
    const isSurveyed =
      lastSurvey !== undefined && isNear(view.camera, lastSurvey, surveyDistance, surveyTurn);
    if (isRecent && isSurveyed) return undefined;
    // A player who stands still in a known place needs only this cheap test for each view.
    if (isSurveyed && noveltyBound(view) < leastKnown) return undefined;
    const { share, known, keep, sure } = assessNovelty(view, this.#manifest, this.#impossible(view));
    if (!isSurveyed) {
      this.#surveyPoses.set(author, view.camera);
      this.heights.add(view.camera, masked(view.inverseDepth, sure), 'drawn');
    }
    if (isRecent || share < this.#manifest.memory.novelty || known < leastKnown) return undefined;
    const inverseDepth = masked(view.inverseDepth, keep);
    const pictures = {
      rgb: copyOf(view.rgb),
      fine: view.fine && { ...view.fine, rgb: copyOf(view.fine.rgb) },
    };
    const written = this.#hold({ pose: view.camera, ...pictures, inverseDepth, tick: view.tick, author });
    this.#newest.set(author, written);
    return written;
  }

  /** Mask of the pixels of a drawn view that contradict known free space. */
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
    this.#budget?.evictFor(bytes);
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

  /** Whether the author's last keyframe is too recent or from the same pose. */
  #isRecent(view: GeneratedView, author: string): boolean {
    const last = this.#newest.get(author);
    if (!last) return false;
    const ticks = view.tick - last.tick;
    if (ticks < restTicks && !view.imagined) return true;
    return ticks < sameTicks && isNear(view.camera, last.pose, samePosition, sameDirection);
  }

  /**
   * Evicts the most redundant of a few candidates: keyframes that show what the new one shows, and some
   * others in turn. With `among`, only those may be evicted.
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

/** Whether two poses are within `distance` (metres) and `turn` (radians) of each other. */
function isNear(a: Pose, b: Pose, distance: number, turn: number): boolean {
  return (
    Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z) < distance &&
    Math.hypot(wrapAngle(a.yaw - b.yaw), a.pitch - b.pitch) < turn
  );
}

/** A copy of the bytes in a shared buffer. */
function copyOf(bytes: Uint8Array): Uint8Array<SharedArrayBuffer> {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}
