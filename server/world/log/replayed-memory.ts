import type { Pose } from '../../../shared/geometry/camera.ts';
import type { Keyframe } from '../../contracts/keyframe.ts';
import type { KnownGrid } from '../../contracts/known-grid.ts';
import type { MemoryChange } from '../../contracts/memory-change.ts';
import type { GeneratedView } from '../../contracts/view.ts';
import type { SharedMemory } from '../../contracts/world-model.ts';

/**
 * A memory that changes by a log alone, and keeps nothing of the views that are drawn again. Only where a view was
 * imagined, and another one of the same batch saw it, its keyframe is taken from further on in the log.
 */
export class ReplayedMemory implements SharedMemory {
  readonly heights: KnownGrid;
  readonly #memory: SharedMemory;
  /** Changes that the log will bring, next first, and those of them that were taken already. */
  #expected: MemoryChange[] = [];
  readonly #taken = new Set<MemoryChange>();

  /** @throws RangeError if the memory cannot repeat changes */
  constructor(memory: SharedMemory) {
    if (memory.repeat === undefined) throw new RangeError('This memory cannot repeat a log.');
    this.#memory = memory;
    this.heights = memory.heights;
  }

  /** Announces the changes of the next part of the log. */
  expect(changes: readonly MemoryChange[]): void {
    this.#expected = [...changes];
  }

  /** Forgets what was announced and taken: the log is repeated from elsewhere. */
  restart(): void {
    this.#expected = [];
    this.#taken.clear();
  }

  repeat(change: MemoryChange): void {
    this.#expected = this.#expected.filter((one) => one !== change);
    if (!this.#taken.delete(change)) this.#memory.repeat?.(change);
  }

  write(view: GeneratedView, author: string): Keyframe | undefined {
    if (!view.imagined) return undefined;
    const at = this.#expected.findIndex(
      (change) =>
        change.type === 'held' && change.keyframe.author === author && change.keyframe.tick === view.tick,
    );
    if (at < 0) return undefined;
    let kept: Keyframe | undefined;
    for (const change of this.#expected.slice(0, at + 1)) {
      // What bodies walk on must not change before its time.
      if (change.type === 'surveyed' || this.#taken.has(change)) continue;
      this.#memory.repeat?.(change);
      this.#taken.add(change);
      if (change.type === 'held') kept = change.keyframe;
    }
    return kept;
  }

  retrieve(camera: Pose): Keyframe[] {
    return this.#memory.retrieve(camera);
  }

  remember(keyframe: Omit<Keyframe, 'id'>): Keyframe {
    return this.#memory.remember(keyframe);
  }

  get size(): number {
    return this.#memory.size;
  }

  get keyframes(): Iterable<Keyframe> {
    return this.#memory.keyframes;
  }
}
