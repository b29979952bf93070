import type { SolidGrid } from '../../shared/geometry/range-scan.ts';

/** A cell by its integer coordinates. */
export interface Cell {
  x: number;
  z: number;
}

/**
 * A shortest way over open cells from `start` to `goal`, both included; undefined when there is none.
 * Steps go to the four neighbours (breadth-first search); `blocked` cells are avoided.
 */
export function findPath(
  world: SolidGrid & { readonly size: number },
  start: Cell,
  goal: Cell,
  blocked: ReadonlySet<number> = new Set(),
): Cell[] | undefined {
  const { size } = world;
  const from = new Int32Array(size * size).fill(-1);
  const first = goal.z * size + goal.x;
  const last = start.z * size + start.x;
  from[first] = first;
  const queue = [first];
  // From the goal back, so that following `from` leads forwards.
  for (let head = 0; head < queue.length && from[last] < 0; head++) {
    const cell = queue[head];
    const x = cell % size;
    const z = Math.floor(cell / size);
    for (const [nx, nz] of [
      [x + 1, z],
      [x - 1, z],
      [x, z + 1],
      [x, z - 1],
    ]) {
      const next = nz * size + nx;
      if (world.solidAt(nx, nz) || from[next] >= 0 || (blocked.has(next) && next !== last)) continue;
      from[next] = cell;
      queue.push(next);
    }
  }
  if (from[last] < 0) return undefined;
  const path: Cell[] = [];
  for (let cell = last; ; cell = from[cell]) {
    path.push({ x: cell % size, z: Math.floor(cell / size) });
    if (cell === first) return path;
  }
}
