import type { GroundKind } from '../../shared/geometry/ground-map.ts';
import type { SolidGrid } from '../../shared/geometry/range-scan.ts';
import type { OriginKind } from '../../shared/origin-map.ts';

/** A square of a grid that something is known of: tile (x, z) of the map. */
export interface KnownPart {
  readonly x: number;
  readonly z: number;
  /** Grows with whatever is learnt of it. */
  readonly edition: number;
}

/** A grid that can tell floor from what nobody has seen, and where it knows anything; of others there is no map. */
export interface KnownGrid extends SolidGrid {
  cell?(cellX: number, cellZ: number): GroundKind;
  /** Where what {@link cell} says comes from: 'none' where that is nothing. */
  origin?(cellX: number, cellZ: number): OriginKind;
  /** A copy that does not change with this grid. */
  fork?(): KnownGrid;
  /** Parts of this many metres a side. */
  parts?(metres: number): Iterable<KnownPart>;
}
