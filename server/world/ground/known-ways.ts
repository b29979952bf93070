import type { GroundPoint } from '../../../shared/geometry/point.ts';
import { planCellSize } from '../../../shared/plan.ts';
import type { KnownGrid } from '../../contracts/known-grid.ts';

/** Metres from where a way begins that are searched. */
const searched = 64;
/** Metres beside the middle of a cell that have to be open, too: a body has room there. */
const beside = 0.3;

/**
 * The place nearest to `to` that can be walked to from `from` over ground that is known to be open, in the middle of a cell
 * of a plan (breadth-first search). Doors count as open. Undefined if the nearest one is farther than `within` metres.
 */
export function reachableSpot(
  grid: KnownGrid,
  from: GroundPoint,
  to: GroundPoint,
  within: number,
): GroundPoint | undefined {
  const cell = ({ x, z }: GroundPoint) => ({
    x: Math.floor(x / planCellSize),
    z: Math.floor(z / planCellSize),
  });
  const start = cell(from);
  const goal = cell(to);
  const reach = Math.ceil(searched / planCellSize);
  const width = 2 * reach + 1;
  const seen = new Uint8Array(width * width);
  const queue = [start];
  seen[reach * width + reach] = 1;
  let best = { spot: middleOf(start), away: Number.POSITIVE_INFINITY };
  for (let next = 0; next < queue.length; next++) {
    const here = queue[next];
    const spot = middleOf(here);
    const away = Math.hypot(spot.x - to.x, spot.z - to.z);
    if (away < best.away) best = { spot, away };
    if (here.x === goal.x && here.z === goal.z) break;
    for (const [dx, dz] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ]) {
      const [x, z] = [here.x + dx, here.z + dz];
      const [column, row] = [x - start.x + reach, z - start.z + reach];
      if (column < 0 || row < 0 || column >= width || row >= width) continue;
      if (seen[row * width + column] === 1) continue;
      seen[row * width + column] = 1;
      if (isOpen(grid, middleOf({ x, z }))) queue.push({ x, z });
    }
  }
  return best.away <= within ? best.spot : undefined;
}

function middleOf({ x, z }: GroundPoint): GroundPoint {
  return { x: (x + 0.5) * planCellSize, z: (z + 0.5) * planCellSize };
}

function isOpen(grid: KnownGrid, { x, z }: GroundPoint): boolean {
  const at = (value: number) => Math.floor(value / grid.cellSize);
  return [
    [0, 0],
    [beside, 0],
    [-beside, 0],
    [0, beside],
    [0, -beside],
  ].every(([dx, dz]) => {
    const [cellX, cellZ] = [at(x + dx), at(z + dz)];
    return grid.cell ? grid.cell(cellX, cellZ) === 'floor' : !grid.solidAt(cellX, cellZ);
  });
}
