import { type Pose, wrapAngle } from '../../shared/camera.ts';
import type { Manifest } from '../../shared/pack.ts';
import type { GeneratedView } from '../generation/view.ts';
import { CoverageIndex } from './coverage-retrieval.ts';
import { HeightGrid } from './height-grid.ts';
import type { Keyframe } from './keyframe.ts';
import { assessNovelty } from './novelty.ts';

/** Ticks between two keyframes of one author, unless the view was imagined. */
const restTicks = 3;
/** A keyframe with less than this share of its pixels known is not worth its place. */
const leastKnown = 0.15;
/** Nearer than this to the author's last keyframe (metres, radians), a view adds nothing. */
const samePlace = 0.15;
const sameDirection = 0.08;
/** Ticks for which the author's last keyframe stands for its place. */
const sameTicks = 120;
/** Keyframes compared for redundancy when one has to go: some near the new one, some from all over. */
const evictionNear = 4;
const evictionElsewhere = 4;

/**
 * What a room remembers, for all of its players: posed RGB-D keyframes, found again by what they
 * show (coverage-retrieval.ts), and what stands where (height-grid.ts). At most
 * manifest.memory.capacity keyframes are held; the most redundant goes first, the world seed's last.
 */
export class RoomMemory {
  /** What is solid, from above. */
  readonly heights: HeightGrid;
  #manifest: Manifest;
  #index: CoverageIndex;
  #keyframes = new Map<number, Keyframe>();
  /** Ids that may be evicted before the world seed's, oldest first. */
  #evictable = new Set<number>();
  #newest = new Map<string, Keyframe>();
  #nextId = 0;

  constructor(manifest: Manifest) {
    this.#manifest = manifest;
    this.#index = new CoverageIndex(manifest.view);
    this.heights = new HeightGrid(manifest.view);
  }

  /** Keyframes held. */
  get size(): number {
    return this.#keyframes.size;
  }

  /** Holds a keyframe as it is, without a copy and without a question of novelty. */
  remember(keyframe: Omit<Keyframe, 'id'>): Keyframe {
    const { pose, rgb, inverseDepth, tick, author } = keyframe;
    const held: Keyframe = { id: this.#nextId++, pose: { ...pose }, rgb, inverseDepth, tick, author };
    if (this.#keyframes.size >= this.#manifest.memory.capacity) this.#evict(held.pose);
    this.#index.add(held.id, held.pose, inverseDepth);
    this.#keyframes.set(held.id, held);
    if (author !== '') this.#evictable.add(held.id);
    this.heights.add(held.pose, inverseDepth);
    return held;
  }

  /** The keyframes a view from `camera` is drawn from: at most slots - 1, best first. */
  retrieve(camera: Pose): Keyframe[] {
    const found = this.#index.retrieve(camera, this.#manifest.memory.slots - 1);
    return found.map(({ id }) => this.#keyframes.get(id)).filter((keyframe) => keyframe !== undefined);
  }

  /**
   * Keeps a view as a keyframe when enough of it is new and can be kept (novelty.ts); copies what it
   * keeps. Undefined when nothing was written.
   */
  write(view: GeneratedView, author: string): Keyframe | undefined {
    if (this.#isRested(view, author)) return undefined;
    const { share, known, keep } = assessNovelty(view, this.#manifest);
    if (share < this.#manifest.memory.novelty || known < leastKnown) return undefined;
    const rgb = new Uint8Array(new SharedArrayBuffer(view.rgb.length));
    rgb.set(view.rgb);
    const inverseDepth = new Uint16Array(new SharedArrayBuffer(2 * keep.length));
    for (let i = 0; i < keep.length; i++) inverseDepth[i] = keep[i] === 1 ? view.inverseDepth[i] : 0;
    const written = this.remember({ pose: view.camera, rgb, inverseDepth, tick: view.tick, author });
    this.#newest.set(author, written);
    return written;
  }

  /** True while the author's last keyframe is too recent or from the same place. */
  #isRested(view: GeneratedView, author: string): boolean {
    const last = this.#newest.get(author);
    if (!last) return false;
    const ticks = view.tick - last.tick;
    if (ticks < restTicks && !view.imagined) return true;
    const { camera } = view;
    const distance = Math.hypot(camera.x - last.pose.x, camera.y - last.pose.y, camera.z - last.pose.z);
    const turn = Math.hypot(wrapAngle(camera.yaw - last.pose.yaw), camera.pitch - last.pose.pitch);
    return ticks < sameTicks && distance < samePlace && turn < sameDirection;
  }

  /**
   * Drops the most redundant of a few keyframes: those that show what the new one shows, and a few
   * from all over, which take turns.
   */
  #evict(newest: Pose): void {
    const seedHeld = this.#evictable.size === 0;
    const near = this.#index.retrieve(newest, evictionNear).map(({ id }) => id);
    const candidates = new Set(near.filter((id) => seedHeld || this.#evictable.has(id)));
    for (const id of seedHeld ? this.#keyframes.keys() : this.#evictable) {
      if (candidates.size >= evictionNear + evictionElsewhere) break;
      candidates.add(id);
    }
    let least: { id: number; redundancy: number } | undefined;
    for (const id of candidates) {
      const redundancy = this.#index.redundancy(id);
      if (!least || redundancy > least.redundancy) least = { id, redundancy };
      if (this.#evictable.delete(id)) this.#evictable.add(id);
    }
    if (!least) return;
    this.#index.remove(least.id);
    this.#keyframes.delete(least.id);
    this.#evictable.delete(least.id);
  }
}
