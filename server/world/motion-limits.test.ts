import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entity } from '../../shared/entity.ts';
import { type BodyState, bodyRadius, type MotionChange } from '../../shared/motion-features.ts';
import type { SolidGrid } from '../../shared/range-scan.ts';
import { meetsDisc } from './footprint.ts';
import { freePath, holdToLimits } from './motion-limits.ts';
import { gridOf, openGround } from './world.fixture.ts';

const radius = bodyRadius('player');
const timeStep = 0.05;
/** Metres by which a disc may sink into what lies between two rays of a scan. */
const tolerance = 0.03;

const change = (given: Partial<MotionChange>): MotionChange => ({
  dx: 0,
  dy: 0,
  dz: 0,
  vx: 0,
  vy: 0,
  vz: 0,
  ground: 1,
  contact: 0,
  ...given,
});

const bodyAt = (x: number, z: number, given: Partial<BodyState> = {}): BodyState => ({
  kind: 'player',
  x,
  y: 0,
  z,
  heading: 0,
  vx: 0,
  vy: 0,
  vz: 0,
  ...given,
});

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

describe('a way among walls', () => {
  test('never ends in a wall and never crosses one, in any maze', () => {
    const maze = fc.array(fc.constantFrom('.', '.', '.', '#'), { minLength: 64, maxLength: 64 });
    const wish = fc.double({ min: -0.5, max: 0.5, noNaN: true });
    const walk = fc.array(fc.tuple(wish, wish), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(maze, walk, (cells, steps) => {
        const lines = Array.from({ length: 8 }, (_, z) => cells.slice(z * 8, z * 8 + 8).join(''));
        lines[3] = `${lines[3].slice(0, 3)}..${lines[3].slice(5)}`;
        lines[4] = `${lines[4].slice(0, 3)}..${lines[4].slice(5)}`;
        const grid = gridOf('########', ...lines.slice(1, 7), '########');
        let x = 4;
        let z = 4;
        for (const [dx, dz] of steps) {
          const path = freePath({ grid, obstacles: [] }, x, z, radius, dx, dz);
          expect(Math.hypot(path.dx, path.dz)).toBeLessThanOrEqual(Math.hypot(dx, dz) + 1e-9);
          for (let part = 1; part <= 10; part++) {
            const at = [x + (path.dx * part) / 10, z + (path.dz * part) / 10];
            expect(clearance(grid, at[0], at[1])).toBeGreaterThan(0);
          }
          x += path.dx;
          z += path.dz;
          expect(clearance(grid, x, z)).toBeGreaterThan(radius - tolerance);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('is the whole way where nothing is in it', () => {
    const path = freePath({ grid: openGround, obstacles: [] }, 3, 4, radius, 0.3, -0.2);
    expect(path).toMatchObject({ blocked: false, embedded: false });
    expect(path.dx).toBeCloseTo(0.3);
    expect(path.dz).toBeCloseTo(-0.2);
  });

  test('goes on along a wall that it meets at an angle', () => {
    const grid = gridOf('..#..', '..#..', '..#..', '..#..', '..#..', '..#..');
    let z = 1;
    let x = 1.5;
    for (let step = 0; step < 10; step++) {
      const path = freePath({ grid, obstacles: [] }, x, z, radius, 0.15, 0.15);
      x += path.dx;
      z += path.dz;
    }
    expect(x).toBeGreaterThan(2 - radius - 0.05);
    expect(x).toBeLessThan(2 - radius + tolerance);
    expect(z).toBeGreaterThan(2.2);
  });

  test('passes a doorway that is just wide enough', () => {
    const grid = gridOf('.....', '##.##', '.....');
    let x = 2.5;
    let z = 0.3;
    for (let step = 0; step < 15; step++) {
      const path = freePath({ grid, obstacles: [] }, x, z, radius, 0.02, 0.15);
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
          const path = freePath({ grid: openGround, obstacles: [obstacle] }, x, z, radius, dx, dz);
          x += path.dx;
          z += path.dz;
          expect(meetsDisc(obstacle, x, z, radius - tolerance)).toBe(false);
        }
      }),
    );
  });

  test('leads out of ground that memory has come to take for solid', () => {
    const grid = gridOf('###', '###', '###');
    const path = freePath({ grid, obstacles: [] }, 1.5, 1.5, radius, 0, 0.2);
    expect(path).toMatchObject({ embedded: true, blocked: false });
    expect(path.dz).toBeCloseTo(0.2);
  });
});

const standing = { move: 0, strafe: 0, jump: false };
const walking = { move: 1, strafe: 0, jump: false };
const jumping = { move: 0, strafe: 0, jump: true };

describe('a change of motion', () => {
  const surroundings = { grid: openGround, obstacles: [] };

  test('stays within speed, ground and free space, whatever the network says', () => {
    const anything = fc.oneof(fc.double(), fc.double({ min: -1, max: 1, noNaN: true }));
    const record = fc.record({
      dx: anything,
      dy: anything,
      dz: anything,
      vx: anything,
      vy: anything,
      vz: anything,
      ground: anything,
      contact: anything,
    });
    const height = fc.double({ min: 0, max: 2, noNaN: true });
    fc.assert(
      fc.property(record, height, fc.constantFrom(standing, walking, jumping), (said, y, intent) => {
        const body = bodyAt(1.5, 1.5, { y });
        const grid = gridOf('.....', '.....', '.....', '#####');
        const held = holdToLimits(body, said, { grid, obstacles: [] }, intent, 6, timeStep);
        expect(Math.hypot(held.dx, held.dz)).toBeLessThanOrEqual(6 * timeStep + 1e-9);
        expect(Math.hypot(held.vx, held.vy, held.vz)).toBeLessThanOrEqual(6 + 1e-9);
        expect(body.y + held.dy).toBeGreaterThanOrEqual(0);
        expect(body.z + held.dz).toBeLessThan(3 - radius + tolerance);
      }),
    );
  });

  test('that is no number is no motion, and is counted', () => {
    const held = holdToLimits(bodyAt(0, 0), change({ dx: Number.NaN }), surroundings, standing, 6, timeStep);
    expect(held).toMatchObject({ dx: 0, dz: 0, vx: 0, limited: ['invalid'] });
  });

  test('puts a body on the ground exactly when it lands', () => {
    const body = bodyAt(0, 0, { y: 0.1, vy: -2 });
    const held = holdToLimits(
      body,
      change({ dy: -0.07, vy: -2.5, ground: 0.9 }),
      surroundings,
      standing,
      6,
      timeStep,
    );
    expect(body.y + held.dy).toBe(0);
    expect(held.vy).toBe(0);
  });

  test('rises only by a jump or by the speed it has', () => {
    const up = change({ dy: 0.2, vy: 4, ground: 0 });
    expect(holdToLimits(bodyAt(0, 0), up, surroundings, jumping, 6, timeStep).dy).toBeCloseTo(0.2);
    const unasked = holdToLimits(bodyAt(0, 0), up, surroundings, standing, 6, timeStep);
    expect(unasked).toMatchObject({ dy: 0, vy: 0, limited: ['rise'] });
    const rising = bodyAt(0, 0, { y: 0.5, vy: 4 });
    expect(holdToLimits(rising, up, surroundings, standing, 6, timeStep).dy).toBeCloseTo(0.2);
  });

  test('leaves a body where it is that nobody moves, however long', () => {
    const drift = change({ dx: 0.002, dz: -0.001, vx: 0.02, vz: 0.01 });
    const held = holdToLimits(bodyAt(0, 0), drift, surroundings, standing, 6, timeStep);
    expect(held).toMatchObject({ dx: 0, dz: 0, vx: 0, vz: 0, limited: ['rest'] });
    expect(holdToLimits(bodyAt(0, 0), drift, surroundings, walking, 6, timeStep).dx).toBeCloseTo(0.002);
  });

  test('gives a ball speed only beside a player', () => {
    const ball = bodyAt(0, 0, { kind: 'ball', vx: 1 });
    const faster = change({ dx: 0.2, vx: 4 });
    const alone = holdToLimits(ball, faster, surroundings, standing, 6, timeStep);
    expect(alone.vx).toBeCloseTo(1);
    expect(alone.dx).toBeCloseTo(timeStep);
    const player: Entity = { kind: 'player', x: -0.62, y: 0.9, z: 0, yaw: 0, colour: [1, 0, 0], state: 0 };
    const kicked = holdToLimits(
      ball,
      faster,
      { grid: openGround, obstacles: [player] },
      standing,
      6,
      timeStep,
    );
    expect(kicked.vx).toBeCloseTo(4);
  });
});
