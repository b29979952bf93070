import type { GroundPoint } from '../../shared/geometry/point.ts';
import { metresTo, type Tile, tileMetres } from './tile.ts';

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
        const distance = metresTo(tile, { x, z });
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
