import type { GroundPoint } from '../../shared/geometry/point.ts';
import { planCellSize, planTile } from '../../shared/plan.ts';
import type { Tile } from './tile.ts';

/** Metres a side of a tile. */
const tileMetres = planTile * planCellSize;

/** Open tiles within `reach` metres of a place, nearest first. */
export function openTiles(
  map: { isOpen(tile: Tile): boolean },
  places: readonly GroundPoint[],
  reach: number,
): Tile[] {
  const found = new Map<string, { tile: Tile; distance: number }>();
  for (const { x, z } of places) {
    const tiles = Math.ceil(reach / tileMetres);
    const middle = { x: Math.floor(x / tileMetres), z: Math.floor(z / tileMetres) };
    for (let dz = -tiles; dz <= tiles; dz++) {
      for (let dx = -tiles; dx <= tiles; dx++) {
        const tile = { x: middle.x + dx, z: middle.z + dz };
        const distance = distanceTo(tile, x, z);
        const name = `${tile.x} ${tile.z}`;
        const nearer = (found.get(name)?.distance ?? Number.POSITIVE_INFINITY) > distance;
        if (distance <= reach && nearer && map.isOpen(tile)) found.set(name, { tile, distance });
      }
    }
  }
  return [...found.values()]
    .sort((a, b) => a.distance - b.distance || a.tile.x - b.tile.x || a.tile.z - b.tile.z)
    .map(({ tile }) => tile);
}

/** Metres from a point to the nearest of a tile. */
function distanceTo(tile: Tile, x: number, z: number): number {
  const beyond = (value: number, index: number) =>
    Math.max(index * tileMetres - value, 0, value - (index + 1) * tileMetres);
  return Math.hypot(beyond(x, tile.x), beyond(z, tile.z));
}
