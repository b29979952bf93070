import type { GroundPoint } from '../../shared/geometry/point.ts';
import { planCellSize, planTile } from '../../shared/plan.ts';

/** Metres along each side of a tile. */
export const tileMetres = planTile * planCellSize;

/** A square of planTile cells a side: it spans [x, x + 1] x [z, z + 1] times planTile cells. */
export interface Tile {
  readonly x: number;
  readonly z: number;
}

/** The cells of a tile: rows along x, [planTile * planTile]. */
export interface PlanTile {
  /** Tokens of planKinds. */
  kinds: Uint8Array;
  /** Tokens of the pack's materials. */
  materials: Uint8Array;
}

/** The tile that a cell lies in. */
export function tileOf(cellX: number, cellZ: number): Tile {
  return { x: Math.floor(cellX / planTile), z: Math.floor(cellZ / planTile) };
}

/** Index of a cell in the arrays of its tile. */
export function cellInTile(cellX: number, cellZ: number): number {
  return modulo(cellZ, planTile) * planTile + modulo(cellX, planTile);
}

/** Unique for tiles within a million tiles of the origin. */
export function tileKey({ x, z }: Tile): number {
  return (x + 2 ** 20) * 2 ** 21 + z + 2 ** 20;
}

/** The inverse of {@link tileKey}. */
export function tileOfKey(key: number): Tile {
  return { x: Math.floor(key / 2 ** 21) - 2 ** 20, z: (key % 2 ** 21) - 2 ** 20 };
}

/** Metres from a point to the nearest of a tile, seen from above. */
export function metresTo(tile: Tile, { x, z }: GroundPoint): number {
  const beyond = (value: number, index: number) =>
    Math.max(index * tileMetres - value, 0, value - (index + 1) * tileMetres);
  return Math.hypot(beyond(x, tile.x), beyond(z, tile.z));
}

/** Remainder from 0 to divisor - 1. */
export function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
