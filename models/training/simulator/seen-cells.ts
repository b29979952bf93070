import { isOpenKind, planHeights } from '../../../shared/plan.ts';
import type { Random } from '../../reference/random.ts';

/** Metres above the ground: lower walls are seen over. */
const eyeHeight = 1.6;
const rays = 96;
/** Cells along a ray between two looks at the plan. */
const stride = 0.35;
/** Cells that a walk covers, and how far it sees, from the least to the most. */
const length = { least: 4, most: 40 } as const;
const sight = { least: 6, most: 14 } as const;
const neighbours = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/**
 * What a random walk sees of a square plan of `size` cells a side: 1 for cells that a ray from the walk reaches or
 * ends at, like what a room's memory knows after play; uint8 [size, size].
 */
export function seenOnWalk(kinds: Uint8Array, size: number, random: Random): Uint8Array {
  const seen = new Uint8Array(kinds.length);
  const open = [...kinds.keys()].filter((cell) => isOpenKind(kinds[cell]));
  if (open.length === 0) return seen;
  const reach = random.range(sight.least, sight.most);
  let cell = random.pick(open);
  let heading = random.integer(4);
  const steps = length.least + random.integer(length.most - length.least);
  for (let step = 0; step < steps; step++) {
    if (step % 2 === 0) lookAround(kinds, size, cell, reach, seen);
    if (random.next() < 0.15) heading = random.integer(4);
    for (let turn = 0; turn < 4; turn++) {
      const next = ahead(cell, heading, size);
      if (next !== undefined && isOpenKind(kinds[next])) {
        cell = next;
        break;
      }
      heading = (heading + 1 + random.integer(3)) % 4;
    }
  }
  return seen;
}

function ahead(cell: number, heading: number, size: number): number | undefined {
  const [dx, dz] = neighbours[heading];
  const x = (cell % size) + dx;
  const z = Math.floor(cell / size) + dz;
  return x < 0 || z < 0 || x >= size || z >= size ? undefined : z * size + x;
}

function lookAround(kinds: Uint8Array, size: number, from: number, reach: number, seen: Uint8Array): void {
  const eyeX = (from % size) + 0.5;
  const eyeZ = Math.floor(from / size) + 0.5;
  for (let ray = 0; ray < rays; ray++) {
    const angle = (ray * 2 * Math.PI) / rays;
    for (let distance = 0; distance < reach; distance += stride) {
      const x = Math.floor(eyeX + Math.sin(angle) * distance);
      const z = Math.floor(eyeZ + Math.cos(angle) * distance);
      if (x < 0 || z < 0 || x >= size || z >= size) break;
      seen[z * size + x] = 1;
      if (planHeights[kinds[z * size + x]] > eyeHeight) break;
    }
  }
}
