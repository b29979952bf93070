import type { GeneratedView } from './view.ts';

/** Pixels a side of the part of a view that has one embedding. */
export const partSize = 8;

/** What a drawn view is embedded from. */
export type EmbeddedPlanes = Pick<GeneratedView, 'rgb' | 'inverseDepth' | 'camera'>;

/** Where the image tower of a pack's words puts each part of a view: beside the words that say what it shows. */
export interface ViewEmbedding {
  /** Numbers of an embedding, and parts of the view. */
  readonly width: number;
  readonly rows: number;
  readonly columns: number;
  /** [width, rows, columns]; each part's is of length 1. */
  readonly values: Float32Array;
}
