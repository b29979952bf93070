import type { Pose } from '../../shared/geometry/camera.ts';
import type { PlanTile } from '../map-generation/tile.ts';
import type { TileRequest } from '../map-generation/tile-filler.ts';
import type { MemorySnapshot } from '../memory/memory-content.ts';
import type { Keyframe } from './keyframe.ts';
import type { KnownGrid } from './known-grid.ts';
import type { MemoryChange, MemoryJournal } from './memory-change.ts';
import type { GeneratedView, ViewRequest } from './view.ts';
import type { EmbeddedPlanes, ViewEmbedding } from './view-embedding.ts';

/** What a world asks of the networks; the generator is the one that runs them. */
export interface WorldModel {
  /** Draws all views in one batch; answers in the order of the requests. */
  generate(requests: readonly ViewRequest[]): Promise<GeneratedView[]>;
  /** features [bodies, motionFeatures] -> changes [bodies, motionOutputs] of motion-features.ts. */
  move(features: Float32Array, bodies: number): Promise<Float32Array>;
  /** Fills in a tile of ground that nobody has seen; left out by models without a plan graph. */
  fillTile?(request: TileRequest): Promise<PlanTile>;
  /** Embeds parts of a drawn view beside words; left out by models without a words graph. */
  embed?(view: EmbeddedPlanes): Promise<ViewEmbedding>;
}

/** What a world asks of a room's memory. */
export interface SharedMemory {
  remember(keyframe: Omit<Keyframe, 'id'>): Keyframe;
  /** At most K - 1 keyframes that cover the view, best first. */
  retrieve(camera: Pose): Keyframe[];
  /** Keeps the view when it is novel and sure enough; undefined when nothing was written. */
  write(view: GeneratedView, author: string): Keyframe | undefined;
  /** Keyframes held. */
  readonly size: number;
  /** Those keyframes, oldest first. */
  readonly keyframes: Iterable<Keyframe>;
  /** What is solid and what is not, from above. */
  readonly heights: KnownGrid;
  /** Nobody uses it any more. */
  close?(): void;
  /** Everything that it holds. This and what follows is left out of a memory that cannot be saved. */
  snapshot?(): MemorySnapshot;
  /** Replaces everything that it holds. */
  replace?(snapshot: MemorySnapshot): Promise<void>;
  /** Is told of what authors change. */
  journal?: MemoryJournal | undefined;
  /** Repeats a change that another memory's journal was told of. */
  repeat?(change: MemoryChange): void;
}
