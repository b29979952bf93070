import { planTile, solidKind, unknownKind } from '../../shared/plan.ts';
import { cellInTile, type PlanTile, type Tile, tileKey, tileOf } from './tile.ts';
import { dependenciesOf, isLater } from './tile-order.ts';
import type { GivenPlan } from './window.ts';

/** Tiles on each side of a tile: farther than rooms and courts are wide. */
const tilesAround = 6;
/** Cells along each side of the ground around a tile. */
export const surroundingCells = (2 * tilesAround + 1) * planTile;

/**
 * Kinds of cells around a tile, which lies in the middle: rows along x, [surroundingCells ** 2]. It is wider than the
 * window that the network sees, so that ground that nothing leads to is found however large it is.
 *
 * It has the tiles that the tile depends on, and what is given. Other ground is unknown, and may lead on, if it comes
 * later; if it comes earlier, or may come at the same time, it counts as solid: two tiles that do not know each other must
 * not both leave it to the other one to let ground lead on.
 */
export function surroundingsOf(
  tile: Tile,
  given: GivenPlan,
  known: (tile: Tile) => PlanTile | undefined,
): Uint8Array {
  const earlier = new Set(dependenciesOf(tile).map(tileKey));
  const kinds = new Uint8Array(surroundingCells ** 2);
  const first = { x: (tile.x - tilesAround) * planTile, z: (tile.z - tilesAround) * planTile };
  for (let z = 0; z < surroundingCells; z += planTile) {
    for (let x = 0; x < surroundingCells; x += planTile) {
      const other = tileOf(first.x + x, first.z + z);
      const cells = earlier.has(tileKey(other)) ? known(other) : undefined;
      const isItself = other.x === tile.x && other.z === tile.z;
      const unknown = isItself || isLater(other, tile) ? unknownKind : solidKind;
      for (let i = 0; i < planTile * planTile; i++) {
        const [inX, inZ] = [x + (i % planTile), z + Math.floor(i / planTile)];
        const [cellX, cellZ] = [first.x + inX, first.z + inZ];
        const kind = cells?.kinds[cellInTile(cellX, cellZ)] ?? given.kindAt(cellX, cellZ);
        kinds[inZ * surroundingCells + inX] = kind === unknownKind ? unknown : kind;
      }
    }
  }
  return kinds;
}
