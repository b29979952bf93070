import type { Pose } from '../../shared/geometry/camera.ts';
import type { Keyframe } from './keyframe.ts';

/** Cells of a height grid whose kind changed: x, z and the index of the new kind, one after the other. */
export type ChangedCells = readonly number[];

/**
 * What happened to a room's memory while people played, in the order in which it happened. Applied to a copy of the
 * earlier memory, the changes give the later one, except for the evidence of the height grid below its kinds.
 */
export type MemoryChange =
  | { readonly type: 'held'; readonly keyframe: Keyframe }
  /** `considered` are the keyframes whose turn of eviction has passed. */
  | { readonly type: 'evicted'; readonly id: number; readonly considered: readonly number[] }
  /** An author's view updated the height grid. */
  | { readonly type: 'surveyed'; readonly author: string; readonly pose: Pose; readonly cells: ChangedCells };

/** Is told of every change, at once. Must not change the memory. */
export type MemoryJournal = (change: MemoryChange) => void;
