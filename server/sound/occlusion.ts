import type { GroundPoint } from '../../shared/geometry/point.ts';
import type { SolidGrid } from '../../shared/geometry/range-scan.ts';
import { gapTo, type Solid } from '../world/physics/solids.ts';

/** Metres of wall that leave 1 / e of what comes along one way. */
const wallDepth = 0.15;
/** Metres at both ends of a way that do not count: what sounds may touch a wall, and so may a listener. */
const ends = 0.3;
/** Metres beside the ear at which the outer ways end: sound comes around what is narrower. */
const aside = 0.6;

/**
 * How open the way from a source to an ear is, seen from above: 1 with nothing in between, towards 0
 * behind thick walls. It is the mean over three ways, to the ear and to both sides of it, so that a
 * post does not cut off what a wall does. More wall never makes it more open.
 */
export function opennessBetween(
  { grid, doors }: { grid: SolidGrid; doors: readonly Solid[] },
  source: GroundPoint,
  ear: GroundPoint,
): number {
  const length = Math.hypot(ear.x - source.x, ear.z - source.z);
  if (length <= 2 * ends) return 1;
  const acrossX = (aside * (ear.z - source.z)) / length;
  const acrossZ = (-aside * (ear.x - source.x)) / length;
  let sum = 0;
  for (const side of [-1, 0, 1]) {
    const end = { x: ear.x + side * acrossX, z: ear.z + side * acrossZ };
    sum += Math.exp(-solidBetween(grid, doors, source, end) / wallDepth);
  }
  return sum / 3;
}

/** Metres of the way that lie in something solid. */
function solidBetween(grid: SolidGrid, doors: readonly Solid[], from: GroundPoint, to: GroundPoint): number {
  const length = Math.hypot(to.x - from.x, to.z - from.z);
  const ux = (to.x - from.x) / length;
  const uz = (to.z - from.z) / length;
  // Only doors near the way are looked at in every step.
  const near = doors.filter((door) => {
    const along = Math.max(0, Math.min(length, (door.x - from.x) * ux + (door.z - from.z) * uz));
    return gapTo(door, from.x + ux * along, from.z + uz * along).distance < 1;
  });
  const step = Math.min(grid.cellSize, 0.125);
  let solid = 0;
  for (let way = ends; way < length - ends; way += step) {
    const x = from.x + ux * way;
    const z = from.z + uz * way;
    const wall = grid.solidAt(Math.floor(x / grid.cellSize), Math.floor(z / grid.cellSize));
    if (wall || near.some((door) => gapTo(door, x, z).distance < 0)) solid += step;
  }
  return solid;
}
