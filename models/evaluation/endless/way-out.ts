import TinyQueue from 'tinyqueue';
import type { World } from '../../../server/world/world.ts';
import type { GroundPoint } from '../../../shared/geometry/point.ts';
import { isClear } from '../../../shared/geometry/solids.ts';

/** Metres between places that a way leads over. */
const spacing = 0.25;
/** Radius of what has to pass, metres: a little less than that of a body, because ways lie on a lattice. */
const passing = 0.252;
/** Metres that ground must lie farther out than a body to count as a way out. */
export const farther = 4;

interface Step {
  i: number;
  j: number;
  away: number;
}

/** A way out was found, none is there, or it may lead through a place that is not filled in yet. */
export type WayOut = 'out' | 'none' | GroundPoint;

/**
 * Whether a body can walk from a place to ground that lies farther from `start`. Doors can be opened and bodies yield, so
 * walls and pillars alone are in the way. The search goes outwards first.
 */
export function wayOut(ground: World['ground'], from: GroundPoint, start: GroundPoint): WayOut {
  const away = ({ x, z }: GroundPoint) => Math.hypot(x - start.x, z - start.z);
  const enough = away(from) + farther;
  const place = (i: number, j: number) => ({ x: from.x + i * spacing, z: from.z + j * spacing });
  const seen = new Set(['0 0']);
  const queue = new TinyQueue<Step>([{ i: 0, j: 0, away: away(from) }], (a, b) => b.away - a.away);
  let unknown: GroundPoint | undefined;
  for (let next = queue.pop(); next; next = queue.pop()) {
    if (next.away >= enough) return 'out';
    for (const [di, dj] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ]) {
      const [i, j] = [next.i + di, next.j + dj];
      const name = `${i} ${j}`;
      if (seen.has(name)) continue;
      seen.add(name);
      const there = place(i, j);
      if (!isClear({ grid: ground, obstacles: [] }, there.x, there.z, passing)) continue;
      if (isUnknown(ground, there)) unknown ??= there;
      else queue.push({ i, j, away: away(there) });
    }
  }
  return unknown ?? 'none';
}

function isUnknown(ground: World['ground'], { x, z }: GroundPoint): boolean {
  const at = (value: number) => Math.floor(value / ground.cellSize);
  return ground.cell?.(at(x), at(z)) === 'unknown';
}
