import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SolidGrid } from '../../shared/geometry/range-scan.ts';
import { solidOf } from '../../shared/geometry/solids.ts';
import { gridOf, openGround } from '../world/world.fixture.ts';
import { drawnEntity } from '../world/world-state.ts';
import { opennessBetween } from './occlusion.ts';

const source = { x: 1.5, z: 1.5 };
const ear = { x: 7.5, z: 1.5 };
const open = { grid: openGround, doors: [] };

function door(state: number) {
  const drawn = drawnEntity({
    kind: 'door',
    closed: { x: 4.5, y: 1.1, z: 1.5 },
    yaw: Math.PI / 2,
    state,
    opening: false,
  });
  const solid = drawn && solidOf(drawn);
  if (solid === undefined) throw new Error('a door is solid');
  return solid;
}

function gridWith(cells: ReadonlySet<string>): SolidGrid {
  return { cellSize: 0.5, solidAt: (x, z) => cells.has(`${x},${z}`) };
}

describe('opennessBetween', () => {
  test('is 1 without obstacles and at no distance', () => {
    expect(opennessBetween(open, source, ear)).toBe(1);
    const wall = { grid: { cellSize: 1, solidAt: () => true }, doors: [] };
    expect(opennessBetween(wall, source, { x: 1.8, z: 1.5 })).toBe(1);
    expect(opennessBetween(wall, source, source)).toBe(1);
  });

  test('is nearly 0 behind a wall and partial behind a post', () => {
    const wall = gridOf('....#....', '....#....', '....#....');
    expect(opennessBetween({ grid: wall, doors: [] }, source, ear)).toBeLessThan(0.01);
    const post = gridWith(new Set(['8,3']));
    const behind = opennessBetween({ grid: post, doors: [] }, { x: 1.5, z: 1.75 }, { x: 4.6, z: 1.75 });
    expect(behind).toBeGreaterThan(0.2);
    expect(behind).toBeLessThan(0.9);
  });

  test('is higher through an open doorway than through a closed door', () => {
    const grid = gridOf('....#....', '.........', '....#....');
    const shut = opennessBetween({ grid, doors: [door(0)] }, source, ear);
    const ajar = opennessBetween({ grid, doors: [door(1)] }, source, ear);
    expect(shut).toBeLessThan(0.5);
    expect(ajar).toBeGreaterThan(shut + 0.3);
  });

  test('is between 0 and 1, and never grows when walls are added', () => {
    const cell = fc.tuple(fc.integer({ min: 0, max: 19 }), fc.integer({ min: 0, max: 19 }));
    const point = fc.record({
      x: fc.double({ min: 0, max: 10, noNaN: true }),
      z: fc.double({ min: 0, max: 10, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 60 }), cell, point, point, (cells, another, from, to) => {
        const before = new Set(cells.map(String));
        const more = new Set([...before, String(another)]);
        const had = opennessBetween({ grid: gridWith(before), doors: [] }, from, to);
        const has = opennessBetween({ grid: gridWith(more), doors: [] }, from, to);
        expect(had).toBeLessThanOrEqual(1);
        expect(has).toBeGreaterThanOrEqual(0);
        expect(has).toBeLessThanOrEqual(had);
      }),
    );
  });
});
