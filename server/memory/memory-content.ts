import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Intrinsics } from '../../shared/geometry/camera.ts';
import type { Keyframe } from '../contracts/keyframe.ts';
import { AuthorPoses, type AuthorPosesSnapshot } from './author-poses.ts';
import { CoverageIndex, type CoverageSnapshot } from './coverage-retrieval.ts';
import type { HeightChunk } from './height-chunk.ts';
import { HeightGrid } from './height-grid.ts';
import { type SkyPlate, SkyPlates } from './sky-plates.ts';

/** Id of the first sky plate. The ids of the others descend from it. */
const firstPlate = -1;
/** Milliseconds after which restoring a snapshot yields to other work of the thread. */
const longestSlice = 3;

/**
 * A memory in a form that can be sent between threads. Pictures are shared. The buffers of `heights` can be
 * transferred, if no memory uses them any more.
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
  authors: AuthorPosesSnapshot;
}

/** What a room's memory holds, without the rules by which it changes (room-memory.ts). */
export class MemoryContent {
  readonly intrinsics: Intrinsics;
  readonly index: CoverageIndex;
  readonly sky: SkyPlates;
  /** What is solid, seen from above. */
  readonly heights: HeightGrid;
  readonly authors: AuthorPoses;
  readonly keyframes = new Map<number, Keyframe>();
  /** Ids of drawn keyframes, which are evicted before captured ones. Oldest first. */
  readonly evictable = new Set<number>();
  nextId = 0;

  /** Empty, or with the given parts. */
  constructor(
    intrinsics: Intrinsics,
    parts: Partial<Pick<MemoryContent, 'index' | 'sky' | 'heights' | 'authors'>> = {},
  ) {
    this.intrinsics = intrinsics;
    this.index = parts.index ?? new CoverageIndex(intrinsics);
    this.sky = parts.sky ?? new SkyPlates(intrinsics, firstPlate);
    this.heights = parts.heights ?? new HeightGrid(intrinsics);
    this.authors = parts.authors ?? new AuthorPoses();
  }

  /** Restores a snapshot and takes ownership of it. Yields to other work of the thread every few milliseconds. */
  static async restore(intrinsics: Intrinsics, snapshot: MemorySnapshot): Promise<MemoryContent> {
    const content = new MemoryContent(intrinsics, {
      sky: new SkyPlates(intrinsics, firstPlate, snapshot.sky),
      heights: HeightGrid.restore(intrinsics, snapshot.heights),
      authors: new AuthorPoses(snapshot.authors),
    });
    let began = performance.now();
    for (const [i, keyframe] of snapshot.keyframes.entries()) {
      content.index.take(snapshot.index.members[i], keyframe);
      content.keyframes.set(keyframe.id, keyframe);
      if (performance.now() - began < longestSlice) continue;
      await nextTurn();
      began = performance.now();
    }
    content.index.release(snapshot.index.free);
    for (const id of snapshot.evictable) content.evictable.add(id);
    content.nextId = snapshot.nextId;
    return content;
  }

  /**
   * A snapshot for {@link MemoryContent.restore}. It shares its buffers with this content: take the snapshot of a
   * fork, if this content may change before the snapshot was used.
   */
  snapshot(): MemorySnapshot {
    return {
      keyframes: [...this.keyframes.values()],
      index: this.index.snapshot(),
      sky: this.sky.snapshot(),
      heights: this.heights.snapshot(),
      evictable: [...this.evictable],
      nextId: this.nextId,
      authors: this.authors.snapshot(),
    };
  }

  /** A copy. Both share their pictures and grids until one changes them (copy-on-write). */
  fork(): MemoryContent {
    return this.copy({
      index: this.index.fork(),
      sky: this.sky.fork(),
      heights: this.heights.fork(),
      authors: new AuthorPoses(this.authors.snapshot()),
    });
  }

  /** A copy with other parts. The parts that are not given are the same objects. */
  copy(parts: Partial<Pick<MemoryContent, 'index' | 'sky' | 'heights' | 'authors'>>): MemoryContent {
    const copy = new MemoryContent(this.intrinsics, { ...this, ...parts });
    for (const [id, keyframe] of this.keyframes) copy.keyframes.set(id, keyframe);
    for (const id of this.evictable) copy.evictable.add(id);
    copy.nextId = this.nextId;
    return copy;
  }

  /** Moves keyframes that were considered for eviction to the end of its order. */
  pass(considered: Iterable<number>): void {
    for (const id of considered) if (this.evictable.delete(id)) this.evictable.add(id);
  }
}
