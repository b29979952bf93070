import { expect, test } from 'vitest';
import type { KnownGrid } from '../../../server/contracts/known-grid.ts';
import { wayOut } from './way-out.ts';

/** Characters of a metre: # is solid, ? unknown; all is floor around the drawing. */
function ground(...lines: string[]): KnownGrid {
  const at = (x: number, z: number) => lines[Math.floor(z / 2)]?.[Math.floor(x / 2)] ?? '.';
  return {
    cellSize: 0.5,
    solidAt: (x, z) => at(x, z) === '#',
    cell: (x, z) => ({ '#': 'solid' as const, '?': 'unknown' as const })[at(x, z)] ?? 'floor',
  };
}

const start = { x: 1.5, z: 1.5 };
const from = { x: 2.5, z: 2.5 };

test('a gap of a metre is a way out', () => {
  expect(wayOut(ground('#####', '#...#', '#....', '#...#', '#####'), from, start)).toBe('out');
});

test('whoever is walled in has none', () => {
  expect(wayOut(ground('#####', '#...#', '#...#', '#...#', '#####'), from, start)).toBe('none');
});

test('a way may lead back first', () => {
  const lines = ['#######', '......#', '#####.#', '#.....#', '#######'];
  expect(wayOut(ground(...lines), { x: 1.5, z: 3.5 }, { x: 8, z: 1.5 })).toBe('out');
});

test('ground that is not filled in may lead on', () => {
  const found = wayOut(ground('#####', '#...#', '#...?', '#...#', '#####'), from, start);
  expect(found).toMatchObject({ x: expect.closeTo(4.25, 0), z: expect.closeTo(2.5, 0) });
});
