import type { Pose } from '../../shared/geometry/camera.ts';
import type { Manifest } from '../../shared/pack.ts';
import { isDrawn, type Keyframe, savedAuthor } from '../contracts/keyframe.ts';
import type { MemoryChange, MemoryJournal } from '../contracts/memory-change.ts';
import { sharedCopy } from '../contracts/picture.ts';
import type { GeneratedView } from '../contracts/view.ts';
import { evictionCandidates, evictionNear } from './eviction.ts';
import { contradictions } from './free-space.ts';
import type { HeightGrid } from './height-grid.ts';
import { keyframeBytes, type MemoryBudget } from './memory-budget.ts';
import { MemoryContent, type MemorySnapshot } from './memory-content.ts';
import { assessNovelty, masked, noveltyBound } from './novelty.ts';

/** A keyframe with fewer known pixels than this share is not worth its memory. */
const leastKnown = 0.03;
/** Most keyframes that are tested for free space. */
const mostWitnesses = 12;
/**
 * The memory that all players of a room share: posed RGB-D keyframes with an index of what they show
 * (coverage-retrieval.ts), the common sky (sky-plates.ts) and the height grid (height-grid.ts).
 *
 * It holds at most manifest.memory.capacity keyframes. The most redundant one is evicted first, captured ones
 * last. An optional budget bounds the bytes of this room, and of all rooms together.
 */
export class RoomMemory {
  /** What is solid, seen from above. Stays the same object when the content is replaced. */
  readonly heights: HeightGrid;
  readonly #manifest: Manifest;
  #content: MemoryContent;
  #budget: MemoryBudget | undefined;
  /** Ids of keyframes that were added after the start. */
  readonly #own = new Set<number>();
  #ownBytes = 0;
  /** Pose of the newest of them. */
  #lastPose: Pose | undefined;
  /** Is told of what authors change. */
  journal: MemoryJournal | undefined;

  /** Creates an empty memory, or one that takes over `content`. */
  constructor(manifest: Manifest, content = new MemoryContent(manifest.view), budget?: MemoryBudget) {
    this.#manifest = manifest;
    this.#content = content;
    this.#budget = budget;
    this.heights = content.heights;
  }

  /** Restores a snapshot and takes ownership of it. Yields to other work of the thread every few milliseconds. */
  static async restore(manifest: Manifest, snapshot: MemorySnapshot): Promise<RoomMemory> {
    return new RoomMemory(manifest, await MemoryContent.restore(manifest.view, snapshot));
  }

  /** Counts towards `budget` from now on, with what was drawn for this memory as its own. Returns this memory. */
  use(budget: MemoryBudget | undefined): this {
    this.close();
    this.#own.clear();
    this.#ownBytes = 0;
    for (const keyframe of this.#content.keyframes.values()) {
      if (isDrawn(keyframe) && keyframe.author !== savedAuthor) this.#count(keyframe);
    }
    this.#budget = budget;
    budget?.join(this, this.#content.keyframes.values());
    return this;
  }

  /** A snapshot for {@link RoomMemory.restore}. This memory may change before it was used. */
  snapshot(): MemorySnapshot {
    return this.#content.fork().snapshot();
  }

  /**
   * A copy of this memory. Both share their content until one changes it (copy-on-write), so a fork is cheap
   * at any size. It counts towards `budget` from its first own keyframe on, because before that it only holds
   * shared ones.
   */
  fork(budget?: MemoryBudget): RoomMemory {
    return new RoomMemory(this.#manifest, this.#content.fork(), budget);
  }

  /** Number of keyframes. */
  get size(): number {
    return this.#content.keyframes.size;
  }

  /** All keyframes, oldest first. */
  get keyframes(): Iterable<Keyframe> {
    return this.#content.keyframes.values();
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
    this.#budget?.leave(this, this.#content.keyframes.values());
    this.#budget = undefined;
  }

  /** Adds a keyframe without copying it and without a test of novelty. */
  remember(keyframe: Omit<Keyframe, 'id'>): Keyframe {
    this.heights.add(keyframe.pose, keyframe.inverseDepth, isDrawn(keyframe) ? 'drawn' : 'seed');
    return this.#hold(keyframe);
  }

  /** The keyframes a view from `camera` is drawn from: at most slots - 1, best first. */
  retrieve(camera: Pose): Keyframe[] {
    const plates = this.#content.sky.facing(camera);
    const found = this.#content.index.retrieve(camera, this.#manifest.memory.slots - 1, { also: plates });
    return found
      .map(({ id }) => this.#content.keyframes.get(id) ?? plates.find((plate) => plate.id === id))
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
    const isRecent = this.#content.authors.isRecent(view, author);
    const isSurveyed = this.#content.authors.isSurveyed(view, author);
    if (isRecent && isSurveyed) return undefined;
    // A player who stands still in a known place needs only this cheap test for each view.
    if (isSurveyed && noveltyBound(view) < leastKnown) return undefined;
    const { share, known, keep, sure } = assessNovelty(view, this.#manifest, this.#impossible(view));
    if (!isSurveyed) {
      const pose = this.#content.authors.surveyed(author, view.camera);
      const cells = this.heights.add(view.camera, masked(view.inverseDepth, sure), 'drawn');
      this.journal?.({ type: 'surveyed', author, pose, cells });
    }
    if (isRecent || share < this.#manifest.memory.novelty || known < leastKnown) return undefined;
    const inverseDepth = masked(view.inverseDepth, keep);
    const pictures = {
      rgb: sharedCopy(view.rgb),
      fine: view.fine && { ...view.fine, rgb: sharedCopy(view.fine.rgb) },
    };
    const written = this.#hold({ pose: view.camera, ...pictures, inverseDepth, tick: view.tick, author });
    this.#content.authors.wrote(author, written);
    this.journal?.({ type: 'held', keyframe: written });
    return written;
  }

  /** Repeats a change that another memory's journal was told of. */
  repeat(change: MemoryChange): void {
    switch (change.type) {
      case 'held':
        this.#content.nextId = change.keyframe.id;
        this.#content.authors.wrote(change.keyframe.author, change.keyframe);
        this.#hold(change.keyframe);
        break;
      case 'evicted':
        this.#content.pass(change.considered);
        this.#drop(change.id);
        break;
      case 'surveyed':
        this.#content.authors.surveyed(change.author, change.pose);
        this.heights.mark(change.cells);
    }
  }

  /** Replaces the content by that of a snapshot, and takes ownership of it. Yields like {@link RoomMemory.restore}. */
  async replace(snapshot: MemorySnapshot): Promise<void> {
    this.#take(await MemoryContent.restore(this.#manifest.view, snapshot));
  }

  /** Replaces the content by a copy of another memory's. Both share it until one changes (copy-on-write). */
  replaceBy(other: RoomMemory): void {
    this.#take(other.#content.fork());
  }

  #take(content: MemoryContent): void {
    const budget = this.#budget;
    this.close();
    this.heights.replaceBy(content.heights);
    this.#content = content.copy({ heights: this.heights });
    this.use(budget);
  }

  /** Mask of the pixels of a drawn view that contradict known free space. */
  #impossible(view: GeneratedView): Uint8Array {
    const witnesses = this.#content.index
      .around(view.camera, mostWitnesses)
      .map((id) => this.#content.keyframes.get(id))
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
    const held: Keyframe = { id: this.#content.nextId++, pose: { ...pose }, ...pictures, tick, author };
    if (this.#content.keyframes.size >= this.#manifest.memory.capacity) this.#evict(held.pose);
    this.#budget?.join(this, this.#content.keyframes.values());
    this.#budget?.evictFor(this, keyframeBytes(held));
    this.#budget?.hold(held);
    this.#count(held);
    this.#content.index.add(held.id, held.pose, inverseDepth);
    this.#content.sky.add(held);
    this.#content.keyframes.set(held.id, held);
    if (isDrawn(held)) this.#content.evictable.add(held.id);
    return held;
  }

  /** Counts a keyframe as this memory's own. */
  #count(keyframe: Keyframe): void {
    this.#own.add(keyframe.id);
    this.#ownBytes += keyframeBytes(keyframe);
    this.#lastPose = keyframe.pose;
  }

  /**
   * Evicts the most redundant of a few candidates: keyframes that show what the new one shows, and some
   * others in turn. With `among`, only those may be evicted.
   */
  #evict(newest: Pose, among?: ReadonlySet<number>): void {
    const candidates = evictionCandidates({
      held: this.#content.keyframes.keys(),
      drawn: this.#content.evictable,
      near: this.#content.index.retrieve(newest, evictionNear).map(({ id }) => id),
      among,
    });
    let least: { id: number; redundancy: number } | undefined;
    for (const id of candidates) {
      const redundancy = this.#content.index.redundancy(id);
      if (!least || redundancy > least.redundancy) least = { id, redundancy };
    }
    this.#content.pass(candidates);
    if (least === undefined) return;
    this.#drop(least.id);
    this.journal?.({ type: 'evicted', id: least.id, considered: [...candidates] });
  }

  #drop(id: number): void {
    const keyframe = this.#content.keyframes.get(id);
    if (keyframe === undefined) return;
    this.#content.index.remove(id);
    this.#content.keyframes.delete(id);
    this.#content.evictable.delete(id);
    this.#budget?.release(keyframe);
    if (this.#own.delete(id)) this.#ownBytes -= keyframeBytes(keyframe);
  }
}
