import { halfExtents } from '../../../shared/entity.ts';
import { isOpenKind, planCellSize, planKind, planTile, unknownKind } from '../../../shared/plan.ts';
import { cellInTile, type PlanTile, type Tile } from '../../map-generation/tile.ts';
import type { WorldEntity } from '../world-state.ts';
import type { PlacedTiles } from './placed-tiles.ts';

/** Height of an orb's centre above the ground, metres. */
export const orbHeight = 0.9;

/** The doors, closed, and orbs of a tile that was generated. Those of ground that was given are the world seed's. */
export function tileEntities(tile: Tile & PlanTile, placed: PlacedTiles): WorldEntity[] {
  const entities: WorldEntity[] = [];
  for (let z = tile.z * planTile; z < (tile.z + 1) * planTile; z++) {
    for (let x = tile.x * planTile; x < (tile.x + 1) * planTile; x++) {
      const kind = tile.kinds[cellInTile(x, z)];
      if ((kind !== planKind.door && kind !== planKind.orb) || placed.isGiven(x, z)) continue;
      const centre = { x: (x + 0.5) * planCellSize, z: (z + 0.5) * planCellSize };
      if (kind === planKind.orb) {
        entities.push({ kind: 'orb', ...centre, y: orbHeight, returns: undefined });
        continue;
      }
      const yaw = doorYaw(x, z, placed);
      if (yaw === undefined) continue;
      entities.push({
        kind: 'door',
        closed: { ...centre, y: halfExtents.door[1] },
        yaw,
        state: 0,
        opening: false,
      });
    }
  }
  return entities;
}

/** Heading of a door that closes the gap between two walls; undefined if there are none on two sides of it. */
function doorYaw(x: number, z: number, placed: PlacedTiles): number | undefined {
  const isWall = (cellX: number, cellZ: number) => {
    const kind = placed.kindAt(cellX, cellZ);
    return kind !== unknownKind && !isOpenKind(kind);
  };
  if (isWall(x - 1, z) && isWall(x + 1, z)) return 0;
  return isWall(x, z - 1) && isWall(x, z + 1) ? Math.PI / 2 : undefined;
}
