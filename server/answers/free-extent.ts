import { halfExtents } from '../../shared/entity.ts';
import { wrapAngle } from '../../shared/geometry/camera.ts';
import { doorway } from '../../shared/geometry/door.ts';
import { gapTo, solidOf } from '../../shared/geometry/solids.ts';
import type { Knowledge } from './knowledge.ts';

/** Metres beyond which no wall is looked for. */
const farthest = 40;
/** Metres of ground in a row that nobody has seen, after which nothing can be said. */
const mostUnseen = 1.5;

/** Metres from wall to wall, or seen door, through where one stands: across the way one looks, and along it. */
export interface FreeExtent {
  readonly width: number;
  readonly length: number;
}

/**
 * Measures along the axes of the world, because walls stand along them; the one nearest to the way one looks is the length.
 * Undefined where memory does not know the walls.
 */
export function freeExtent(knowledge: Knowledge): FreeExtent | undefined {
  const [east, west] = [free(knowledge, 1, 0), free(knowledge, -1, 0)];
  const [north, south] = [free(knowledge, 0, 1), free(knowledge, 0, -1)];
  if (east === undefined || west === undefined || north === undefined || south === undefined)
    return undefined;
  const quarter = Math.round(wrapAngle(knowledge.pose.yaw) / (Math.PI / 2));
  const [alongX, alongZ] = [east + west, north + south];
  return quarter % 2 === 0 ? { width: alongX, length: alongZ } : { width: alongZ, length: alongX };
}

/** Metres to the first wall or door that way. */
function free({ ground, pose, sights }: Knowledge, dx: number, dz: number): number | undefined {
  const doors = [...sights.values()].flatMap(({ last: { entity } }) => {
    if (entity.kind !== 'door') return [];
    // Where it is when it is shut, since an open one parts two places as well.
    return solidOf({ ...entity, ...doorway(entity) }) ?? [];
  });
  const step = ground.cellSize / 2;
  let unseen = 0;
  for (let metres = step; metres < farthest; metres += step) {
    const [x, z] = [pose.x + dx * metres, pose.z + dz * metres];
    const [cellX, cellZ] = [Math.floor(x / ground.cellSize), Math.floor(z / ground.cellSize)];
    if (ground.solidAt(cellX, cellZ)) return metres - step / 2;
    if (doors.some((door) => gapTo(door, x, z).distance <= 0)) return metres - step / 2;
    unseen = ground.cell?.(cellX, cellZ) === 'unknown' ? unseen + step : 0;
    if (unseen > mostUnseen + halfExtents.block[0]) return undefined;
  }
  return undefined;
}
