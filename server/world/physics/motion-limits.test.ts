import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BodyState, bodyRadius, type MotionChange } from '../../../shared/motion-features.ts';
import { gridOf, openGround } from '../world.fixture.ts';
import { holdToLimits, kickBound } from './motion-limits.ts';

const radius = bodyRadius('player');
const timeStep = 0.05;

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

const standing = { move: 0, strafe: 0, jump: false };
const walking = { move: 1, strafe: 0, jump: false };
const jumping = { move: 0, strafe: 0, jump: true };

describe('a change of motion', () => {
  const surroundings = { grid: openGround, obstacles: [], pushers: [] };

  test('obeys speed, ground and free space for any network output', () => {
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
        const held = holdToLimits(body, said, { ...surroundings, grid }, intent, 6, timeStep);
        expect(Math.hypot(held.dx, held.dz)).toBeLessThanOrEqual(6 * timeStep + 1e-9);
        expect(Math.hypot(held.vx, held.vy, held.vz)).toBeLessThanOrEqual(6 + 1e-9);
        expect(body.y + held.dy).toBeGreaterThanOrEqual(0);
        expect(body.z + held.dz).toBeLessThanOrEqual(3 - radius);
      }),
    );
  });

  test('with NaN is no motion and is counted', () => {
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

  test('rises only by a jump or by existing speed', () => {
    const up = change({ dy: 0.2, vy: 4, ground: 0 });
    expect(holdToLimits(bodyAt(0, 0), up, surroundings, jumping, 6, timeStep).dy).toBeCloseTo(0.2);
    const unasked = holdToLimits(bodyAt(0, 0), up, surroundings, standing, 6, timeStep);
    expect(unasked).toMatchObject({ dy: 0, vy: 0, limited: ['rise'] });
    const rising = bodyAt(0, 0, { y: 0.5, vy: 4 });
    expect(holdToLimits(rising, up, surroundings, standing, 6, timeStep).dy).toBeCloseTo(0.2);
  });

  test('leaves an undriven body in place for any time', () => {
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
    const beside = (speed: number) => ({ ...surroundings, pushers: [{ x: -0.62, z: 0, speed }] });
    const kicked = holdToLimits(ball, faster, beside(3.5), standing, 6, timeStep);
    expect(kicked.vx).toBeCloseTo(4);
    const slowly = holdToLimits(ball, faster, beside(2), standing, 6, timeStep);
    expect(slowly.vx).toBeCloseTo(2 * kickBound);
    expect(slowly.limited).toEqual(['kick']);
    const leaning = holdToLimits(ball, faster, beside(0), standing, 6, timeStep);
    expect(leaning.vx).toBeCloseTo(1);
  });
});
