import type { GroundPoint } from './point.ts';
import type { SolidGrid } from './range-scan.ts';

/** Metres between two places of a line that are looked at. */
const stride = 0.25;

/** Whether there is no wall between two positions, seen from above. */
export function isInLineOfSight(from: GroundPoint, to: GroundPoint, grid: SolidGrid): boolean {
  const dx = to.x - from.x;
  const dz = to.z - from.z;
  const steps = Math.ceil(Math.hypot(dx, dz) / stride);
  for (let step = 1; step < steps; step++) {
    const share = step / steps;
    const cellX = Math.floor((from.x + share * dx) / grid.cellSize);
    const cellZ = Math.floor((from.z + share * dz) / grid.cellSize);
    if (grid.solidAt(cellX, cellZ)) return false;
  }
  return true;
}
