import type { GroundPoint } from '../../shared/geometry/point.ts';
import type { SolidGrid } from '../../shared/geometry/range-scan.ts';
import { gapTo, type Solid } from '../../shared/geometry/solids.ts';

/** Metres of wall that attenuate a path to 1 / e. */
const wallDepth = 0.15;
/** Metres at both ends of a path that do not count, because sources and listeners may touch a wall. */
const ends = 0.3;
/** Metres beside the ear at which the outer paths end. It models diffraction around narrow obstacles. */
const aside = 0.6;

/**
 * How open the path from a source to an ear is, seen from above: 1 without obstacles, towards 0 behind thick
 * walls. It is the mean over three paths, to the ear and to both sides of it, so that a post blocks less than
 * a wall. More wall never increases it.
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

/** Metres of the path inside solid cells or doors. */
function solidBetween(grid: SolidGrid, doors: readonly Solid[], from: GroundPoint, to: GroundPoint): number {
  const length = Math.hypot(to.x - from.x, to.z - from.z);
  const ux = (to.x - from.x) / length;
  const uz = (to.z - from.z) / length;
  // Filters the doors once, because every step tests them.
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
