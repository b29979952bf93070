import { expect, test } from 'vitest';
import type { KnownGrid } from '../../contracts/known-grid.ts';
import { reachableSpot } from './known-ways.ts';

/** One character a metre: # is solid, ? unknown, all else open; unknown outside. */
function ground(...lines: string[]): KnownGrid {
  const at = (x: number, z: number) => lines[z]?.[x] ?? '?';
  return {
    cellSize: 1,
    solidAt: (x, z) => at(x, z) === '#',
    cell: (x, z) => (at(x, z) === '#' ? 'solid' : at(x, z) === '?' ? 'unknown' : 'floor'),
  };
}

const room = ground('#######', '#..#..#', '#..#..#', '#.....#', '#######', '.......');

test('a place behind a wall is reached around it', () => {
  expect(reachableSpot(room, { x: 1.5, z: 1.5 }, { x: 5.2, z: 1.2 }, 1)).toEqual({ x: 5.5, z: 1.5 });
});

test('a place without a way has the nearest with one, or none', () => {
  expect(reachableSpot(room, { x: 1.5, z: 1.5 }, { x: 3.5, z: 5.5 }, 2)).toEqual({ x: 3.5, z: 3.5 });
  expect(reachableSpot(room, { x: 1.5, z: 1.5 }, { x: 3.5, z: 5.5 }, 1)).toBeUndefined();
});

test('ground that nobody knows is no way, and neither is what lies far away', () => {
  expect(reachableSpot(ground('..?..'), { x: 0.5, z: 0.5 }, { x: 4.5, z: 0.5 }, 1)).toBeUndefined();
  const far = ground('.'.repeat(200));
  expect(reachableSpot(far, { x: 0.5, z: 0.5 }, { x: 60.5, z: 0.5 }, 1)).toEqual({ x: 60.5, z: 0.5 });
  expect(reachableSpot(far, { x: 0.5, z: 0.5 }, { x: 150.5, z: 0.5 }, 1)).toBeUndefined();
});
