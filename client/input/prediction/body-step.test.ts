import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GroundPoint } from '../../../shared/geometry/point.ts';
import { usualWalking } from '../../../shared/walking.ts';
import { type BodyStep, stepBody } from './body-step.ts';

const resting: BodyStep = { x: 1, y: 0, z: 2, vx: 0, vy: 0, vz: 0 };
const gravity = 9.8;
const free = (_: GroundPoint, wish: GroundPoint) => wish;
const nowhere = () => ({ x: 0, z: 0 });

const speed = fc.double({ noNaN: true, min: -4, max: 4 });
const bodies = fc.record({
  x: speed,
  y: fc.double({ noNaN: true, min: 0, max: 2 }),
  z: speed,
  vx: speed,
  vy: speed,
  vz: speed,
});
const wanted = fc.record({ x: speed, z: speed });

describe('a step of a body', () => {
  test('is the same in one part or in many, without gravity and obstacles', () => {
    fc.assert(
      fc.property(bodies, wanted, fc.integer({ min: 1, max: 12 }), (body, wish, parts) => {
        const ground = { ...body, y: 0, vy: 0 };
        const given = { wanted: wish, jump: false, gravity: 0 };
        const whole = stepBody(ground, { ...given, seconds: 0.1 }, usualWalking, free);
        let part = ground;
        for (let done = 0; done < parts; done++) {
          part = stepBody(part, { ...given, seconds: 0.1 / parts }, usualWalking, free);
        }
        for (const key of ['x', 'z', 'vx', 'vz'] as const) expect(part[key]).toBeCloseTo(whole[key], 6);
      }),
    );
  });

  test('reaches the wanted velocity, and never goes beyond it', () => {
    fc.assert(
      fc.property(bodies, wanted, (body, wish) => {
        const { vx, vz } = stepBody(
          body,
          { wanted: wish, jump: false, gravity, seconds: 1 / 12 },
          usualWalking,
          free,
        );
        const between = (value: number, a: number, b: number) =>
          value >= Math.min(a, b) - 1e-9 && value <= Math.max(a, b) + 1e-9;
        expect(between(vx, body.vx, wish.x)).toBe(true);
        expect(between(vz, body.vz, wish.z)).toBe(true);
      }),
    );
    const long = { wanted: { x: 3, z: 0 }, jump: false, gravity, seconds: 2 };
    expect(stepBody(resting, long, usualWalking, free).vx).toBeCloseTo(3, 6);
  });

  test('stops where the way is barred, in that direction alone', () => {
    const barred = (_: GroundPoint, wish: GroundPoint) => ({ x: 0, z: wish.z });
    const step = { wanted: { x: 3, z: 3 }, jump: false, gravity, seconds: 0.1 };
    const { x, z, vx, vz } = stepBody(resting, step, usualWalking, barred);
    expect([x, vx]).toEqual([1, 0]);
    expect(z).toBeGreaterThan(2);
    expect(vz).toBeGreaterThan(2);
    expect(stepBody({ ...resting, vx: 3, vz: 3 }, step, usualWalking, nowhere)).toMatchObject({
      vx: 0,
      vz: 0,
    });
  });

  test('jumps from the ground alone, falls, and lands on it', () => {
    const step = { wanted: { x: 0, z: 0 }, jump: true, gravity, seconds: 1 / 60 };
    let body = stepBody(resting, step, usualWalking, free);
    expect(body.vy).toBeGreaterThan(3.9);
    const rising = stepBody(body, step, usualWalking, free);
    expect(rising.vy).toBeCloseTo(body.vy - gravity / 60, 9);
    let highest = 0;
    for (let frame = 0; frame < 120; frame++) {
      body = stepBody(body, { ...step, jump: false }, usualWalking, free);
      highest = Math.max(highest, body.y);
      expect(body.y).toBeGreaterThanOrEqual(0);
    }
    // v² / 2g, from the speed of a jump.
    expect(highest).toBeCloseTo(usualWalking.jumpSpeed ** 2 / (2 * gravity), 2);
    expect(body).toMatchObject({ y: 0, vy: 0 });
  });
});
