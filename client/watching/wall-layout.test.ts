import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { neighbour, wallLayout } from './wall-layout.ts';

const aspect = 16 / 9;

describe('wallLayout', () => {
  test.each([
    [1, 800, 450, 1],
    [2, 1600, 450, 2],
    [2, 450, 1600, 1],
    [4, 1600, 900, 2],
    [5, 1600, 900, 3],
    [8, 1600, 900, 3],
  ])('puts %i tiles into %i by %i in %i columns', (count, width, height, columns) => {
    expect(wallLayout(count, { width, height }, aspect, 8).columns).toBe(columns);
  });

  test('fits the box, has a place for every tile, and keeps their aspect', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 50, max: 3000 }),
        fc.integer({ min: 50, max: 3000 }),
        (count, width, height) => {
          const gap = 8;
          const layout = wallLayout(count, { width, height }, aspect, gap);
          expect(layout.columns * layout.rows).toBeGreaterThanOrEqual(count);
          expect(layout.columns * layout.width + gap * (layout.columns - 1)).toBeLessThanOrEqual(
            width + 1e-6,
          );
          expect(layout.rows * layout.height + gap * (layout.rows - 1)).toBeLessThanOrEqual(height + 1e-6);
          if (layout.width > 0) expect(layout.width / layout.height).toBeCloseTo(aspect, 6);
        },
      ),
    );
  });
});

test('arrow keys move to the neighbours, and stop at the ends', () => {
  expect(neighbour('ArrowRight', 0, 2, 3)).toBe(1);
  expect(neighbour('ArrowDown', 0, 2, 3)).toBe(2);
  expect(neighbour('ArrowDown', 1, 2, 3)).toBe(1);
  expect(neighbour('ArrowLeft', 0, 2, 3)).toBe(0);
  expect(neighbour('ArrowUp', 2, 2, 3)).toBe(0);
  expect(neighbour('KeyW', 0, 2, 3)).toBeUndefined();
});
