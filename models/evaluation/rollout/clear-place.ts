import type { Entity } from '../../../shared/entity.ts';
import { rangeScan, type SolidGrid } from '../../../shared/geometry/range-scan.ts';
import { scanRays } from '../../../shared/motion-features.ts';
import type { Random } from '../../reference/random.ts';

/** Tries before a world counts as full. */
const tries = 10_000;

/** Metres from (x, z) to the nearest solid or obstacle, at most scanRange. */
export function clearance(grid: SolidGrid, obstacles: readonly Entity[], x: number, z: number): number {
  const scan = new Float32Array(scanRays);
  rangeScan(grid, obstacles, x, z, 0, scan);
  return Math.min(...scan);
}

/** A random place in a world of `size` metres a side with `room` metres of free space around it. */
export function clearPlace(
  grid: SolidGrid,
  size: number,
  obstacles: readonly Entity[],
  room: number,
  random: Random,
): { x: number; z: number } {
  for (let i = 0; i < tries; i++) {
    const x = random.range(0, size);
    const z = random.range(0, size);
    if (clearance(grid, obstacles, x, z) >= room) return { x, z };
  }
  throw new Error(`no place with ${room} m around it was found in ${tries} tries`);
}
