import { planTile, planWindow, unknownKind } from '../../shared/plan.ts';
import { cellInTile, type PlanTile, type Tile, tileOf } from './tile.ts';

/** What is known of the ground before any tile is filled in: what the world seed shows, and its entities. */
export interface GivenPlan {
  /** A token of planKinds, solidKind or unknownKind. */
  kindAt(cellX: number, cellZ: number): number;
  /** A token of the pack's materials, or undefined. */
  materialAt(cellX: number, cellZ: number): number | undefined;
}

/** A tile and the tiles around it as far as they are known: rows along x, [planWindow * planWindow]. */
export interface PlanWindow {
  kinds: Uint8Array;
  materials: Uint8Array;
}

/** Nothing is known anywhere. */
export const nothingGiven: GivenPlan = { kindAt: () => unknownKind, materialAt: () => undefined };

/** Index in a window of a cell of the tile in its middle. */
export function windowCell(x: number, z: number): number {
  return (z + planTile) * planWindow + x + planTile;
}

/**
 * The window of a tile: the `known` tiles around it, and what is given elsewhere. `unknownMaterial` is the
 * token after the last material.
 */
export function windowOf(
  tile: Tile,
  given: GivenPlan,
  known: (tile: Tile) => PlanTile | undefined,
  unknownMaterial: number,
): PlanWindow {
  const kinds = new Uint8Array(planWindow * planWindow).fill(unknownKind);
  const materials = new Uint8Array(planWindow * planWindow).fill(unknownMaterial);
  for (let z = 0; z < planWindow; z++) {
    for (let x = 0; x < planWindow; x++) {
      const cellX = (tile.x - 1) * planTile + x;
      const cellZ = (tile.z - 1) * planTile + z;
      const index = z * planWindow + x;
      const neighbour = known(tileOf(cellX, cellZ));
      const inTile = cellInTile(cellX, cellZ);
      // A tile has what was given, and the heights of walls that were given as solid.
      kinds[index] = neighbour?.kinds[inTile] ?? given.kindAt(cellX, cellZ);
      const material = neighbour?.materials[inTile] ?? given.materialAt(cellX, cellZ);
      if (material !== undefined) materials[index] = material;
    }
  }
  return { kinds, materials };
}
