import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gridOf, openGround } from '../../server/world/world.fixture.ts';
import type { Entity } from '../entity.ts';
import { bodyRadius } from '../motion-features.ts';
import { collideAndSlide } from './collide-and-slide.ts';
import { meetsDisc } from './footprint.ts';
import type { SolidGrid } from './range-scan.ts';
import { gapTo, solidOf } from './solids.ts';

const radius = bodyRadius('player');
/** Tolerance for rounding, metres. */
const rounding = 1e-8;

function solid(entity: Entity) {
  const found = solidOf(entity);
  if (found === undefined) throw new Error(`${entity.kind} is not solid`);
  return found;
}

/** Distance from a point to the nearest solid cell, metres. */
function clearance(grid: SolidGrid, x: number, z: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let cellX = Math.floor(x) - 2; cellX <= x + 2; cellX++) {
    for (let cellZ = Math.floor(z) - 2; cellZ <= z + 2; cellZ++) {
      if (!grid.solidAt(cellX, cellZ)) continue;
      const dx = Math.max(cellX - x, 0, x - cellX - 1);
      const dz = Math.max(cellZ - z, 0, z - cellZ - 1);
      nearest = Math.min(nearest, Math.hypot(dx, dz));
    }
  }
  return nearest;
}

describe('a path among walls', () => {
  test('never ends in a wall and never crosses one, in any maze', () => {
    const maze = fc.array(fc.constantFrom('.', '.', '.', '#'), { minLength: 64, maxLength: 64 });
    const component = fc.double({ min: -0.5, max: 0.5, noNaN: true });
    const walk = fc.array(fc.tuple(component, component), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(maze, walk, (cells, steps) => {
        const lines = Array.from({ length: 8 }, (_, z) => cells.slice(z * 8, z * 8 + 8).join(''));
        lines[3] = `${lines[3].slice(0, 3)}..${lines[3].slice(5)}`;
        lines[4] = `${lines[4].slice(0, 3)}..${lines[4].slice(5)}`;
        const grid = gridOf('########', ...lines.slice(1, 7), '########');
        let x = 4;
        let z = 4;
        for (const [dx, dz] of steps) {
          const path = collideAndSlide({ grid, obstacles: [] }, x, z, radius, dx, dz);
          expect(Math.hypot(path.dx, path.dz)).toBeLessThanOrEqual(Math.hypot(dx, dz) + 1e-9);
          for (let part = 1; part <= 10; part++) {
            const at = [x + (path.dx * part) / 10, z + (path.dz * part) / 10];
            expect(clearance(grid, at[0], at[1])).toBeGreaterThan(0);
          }
          x += path.dx;
          z += path.dz;
          expect(clearance(grid, x, z)).toBeGreaterThanOrEqual(radius - rounding);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('is the whole path without obstacles', () => {
    const path = collideAndSlide({ grid: openGround, obstacles: [] }, 3, 4, radius, 0.3, -0.2);
    expect(path).toMatchObject({ stoppedBy: [], embedded: false });
    expect(path.dx).toBeCloseTo(0.3);
    expect(path.dz).toBeCloseTo(-0.2);
  });

  test('slides along a wall at an angle', () => {
    const grid = gridOf('..#..', '..#..', '..#..', '..#..', '..#..', '..#..');
    let z = 1;
    let x = 1.5;
    for (let step = 0; step < 10; step++) {
      const path = collideAndSlide({ grid, obstacles: [] }, x, z, radius, 0.15, 0.15);
      x += path.dx;
      z += path.dz;
    }
    expect(x).toBeCloseTo(2 - radius, 4);
    expect(x).toBeLessThanOrEqual(2 - radius);
    expect(z).toBeGreaterThan(2.2);
  });

  test('passes a doorway that is just wide enough', () => {
    const grid = gridOf('.....', '##.##', '.....');
    let x = 2.5;
    let z = 0.3;
    for (let step = 0; step < 15; step++) {
      const path = collideAndSlide({ grid, obstacles: [] }, x, z, radius, 0.02, 0.15);
      x += path.dx;
      z += path.dz;
    }
    expect(z).toBeGreaterThan(2);
  });

  test('never leads into a player, a door or a block', () => {
    const kind = fc.constantFrom('player', 'door', 'block', 'ball');
    const angle = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
    fc.assert(
      fc.property(kind, angle, angle, (what, yaw, direction) => {
        const obstacle: Entity = { kind: what, x: 0, y: 0, z: 0, yaw, colour: [1, 1, 1], state: 0 };
        let x = -1.2 * Math.sin(direction);
        let z = -1.2 * Math.cos(direction);
        fc.pre(!meetsDisc(obstacle, x, z, radius));
        for (let step = 0; step < 10; step++) {
          const dx = 0.2 * Math.sin(direction);
          const dz = 0.2 * Math.cos(direction);
          const path = collideAndSlide({ grid: openGround, obstacles: [obstacle] }, x, z, radius, dx, dz);
          x += path.dx;
          z += path.dz;
          expect(meetsDisc(obstacle, x, z, radius - rounding)).toBe(false);
        }
      }),
    );
  });

  test('leads out of ground that has become solid', () => {
    const grid = gridOf('###', '###', '###');
    const path = collideAndSlide({ grid, obstacles: [] }, 1.5, 1.5, radius, 0, 0.2);
    expect(path).toMatchObject({ embedded: true, stoppedBy: [] });
    expect(path.dz).toBeCloseTo(0.2);
  });

  test('between obstacles on all sides never comes nearer to any than it is', () => {
    const coordinate = fc.double({ min: -1, max: 1, noNaN: true });
    const obstacle = fc.record({
      kind: fc.constantFrom('player', 'door', 'block', 'ball'),
      x: coordinate,
      y: fc.constant(0),
      z: coordinate,
      yaw: fc.double({ min: -4, max: 4, noNaN: true }),
      colour: fc.constant<[number, number, number]>([1, 1, 1]),
      state: fc.constant(0),
    });
    const step = fc.double({ min: -0.5, max: 0.5, noNaN: true });
    const walk = fc.array(fc.tuple(step, step), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.array(obstacle, { maxLength: 6 }), walk, (obstacles, steps) => {
        let x = 0;
        let z = 0;
        for (const [dx, dz] of steps) {
          const apart = obstacles.map((other) => gapTo(solid(other), x, z).distance);
          const path = collideAndSlide({ grid: openGround, obstacles }, x, z, radius, dx, dz);
          // Slides bend the path, so that only its end lies on the straight line.
          const parts = path.stoppedBy.length > 0 ? [1] : [0.25, 0.5, 0.75, 1];
          for (const part of parts) {
            for (const [index, other] of obstacles.entries()) {
              const now = gapTo(solid(other), x + path.dx * part, z + path.dz * part).distance;
              expect(now).toBeGreaterThanOrEqual(Math.min(radius, apart[index]) - rounding);
            }
          }
          x += path.dx;
          z += path.dz;
        }
      }),
      { numRuns: 500 },
    );
  });

  test('names what it ran into', () => {
    const block: Entity = { kind: 'block', x: 0, y: 0.4, z: 1, yaw: 0, colour: [1, 1, 1], state: 0 };
    const grid = gridOf('.#', '.#', '.#');
    const path = collideAndSlide(
      { grid, obstacles: [{ ...block, x: 0.5, z: 1.4 }] },
      0.5,
      0.5,
      radius,
      0.4,
      0.4,
    );
    expect(path.stoppedBy).toEqual(['wall', 'block']);
    expect(path.dx).toBeCloseTo(0.2, 4);
    expect(path.dz).toBeCloseTo(0.2, 4);
  });
});
