import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BodyState } from '../../../shared/motion-features.ts';
import { initialState } from '../spawn.ts';
import { gridOf, openGround, testSeed } from '../world.fixture.ts';
import { driveOf, pushBodies, pushesAmong, pushSpeed, type Velocity } from './pushes.ts';

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
const ahead = { x: 0, z: pushSpeed };
const back = { x: 0, z: -pushSpeed };

describe('a push', () => {
  const coordinate = fc.double({ min: -1, max: 1, noNaN: true });
  const body = fc
    .record({ kind: fc.constantFrom('player', 'ball'), x: coordinate, z: coordinate })
    .map(({ x, z, kind }) => bodyAt(x, z, { kind }));
  const share = fc.double({ min: -1, max: 1, noNaN: true });
  const heading = fc.double({ min: -4, max: 4, noNaN: true });
  const crowd = fc.array(fc.tuple(body, heading, share, share), { minLength: 2, maxLength: 8 });

  test('is never faster than the strongest drive, in any arrangement', () => {
    fc.assert(
      fc.property(crowd, (given) => {
        const drives = new Map<BodyState, Velocity>();
        for (const [body, heading, move, strafe] of given) {
          if (body.kind === 'player') drives.set(body, driveOf({ ...body, heading }, { move, strafe }));
        }
        const most = Math.max(0, ...[...drives.values()].map(({ x, z }) => Math.hypot(x, z)));
        expect(most).toBeLessThanOrEqual(pushSpeed + 1e-9);
        for (const { x, z } of pushesAmong([...drives.keys()], drives).values()) {
          expect(Math.hypot(x, z)).toBeLessThanOrEqual(most + 1e-9);
        }
      }),
    );
  });

  test('does not depend on the order of the bodies', () => {
    fc.assert(
      fc.property(crowd, fc.nat(), (given, turn) => {
        const bodies = given.map(([body]) => body);
        const drives = new Map(
          given.map(([body, heading, move, strafe]) => [
            body,
            driveOf({ ...body, heading }, { move, strafe }),
          ]),
        );
        const first = turn % bodies.length;
        const turned = [...bodies.slice(first), ...bodies.slice(0, first)].reverse();
        const one = pushesAmong(bodies, drives);
        const other = pushesAmong(turned, drives);
        for (const body of bodies) {
          expect(other.get(body)?.x ?? 0).toBeCloseTo(one.get(body)?.x ?? 0, 9);
          expect(other.get(body)?.z ?? 0).toBeCloseTo(one.get(body)?.z ?? 0, 9);
        }
      }),
    );
  });

  test('against an equal push moves nobody', () => {
    const a = bodyAt(0, 0);
    const b = bodyAt(0, 0.62);
    const pushes = pushesAmong(
      [a, b],
      new Map([
        [a, ahead],
        [b, back],
      ]),
    );
    expect(pushes.size).toBe(0);
  });

  test('moves a ball at full speed, a player slower, and continues through a row', () => {
    const a = bodyAt(0, 0);
    const b = bodyAt(0, 0.62);
    const c = bodyAt(0, 1.24);
    const ball = bodyAt(0, -0.62, { kind: 'ball' });
    const row = pushesAmong([a, b, c, ball], new Map([[a, ahead]]));
    expect(row.get(b)?.z).toBeCloseTo(0.4 * pushSpeed);
    expect(row.get(c)?.z).toBeCloseTo(0.16 * pushSpeed);
    expect(row.has(ball)).toBe(false);
    expect(pushesAmong([a, ball], new Map([[a, back]])).get(ball)?.z).toBeCloseTo(-pushSpeed);
  });

  test('does not reach bodies without contact', () => {
    const a = bodyAt(0, 0);
    const b = bodyAt(0, 0.7);
    expect(pushesAmong([a, b], new Map([[a, ahead]])).size).toBe(0);
  });
});

describe('a pushed body', () => {
  const state = initialState(testSeed());

  test('moves no farther than free space and speed limit allow', () => {
    const grid = gridOf(...Array.from({ length: 5 }, (_, z) => (z === 3 ? '#####' : '.....')));
    const a = bodyAt(2.5, 2.05);
    const b = bodyAt(2.5, 2.67);
    const drives = new Map([[a, ahead]]);
    expect(pushBodies(state, [a, b], drives, new Map(), grid, 6, 0.05)).toBe(1);
    expect(b.z).toBeCloseTo(2.7, 4);
    expect(b.z).toBeLessThanOrEqual(2.7);
    const c = bodyAt(2.5, 2.67);
    pushBodies(state, [a, c], drives, new Map([[c, 0.28]]), openGround, 6, 0.05);
    expect(c.z).toBeCloseTo(2.69);
  });

  test('gains velocity only if it is a ball', () => {
    const a = bodyAt(0, 0);
    const ball = bodyAt(0, 0.62, { kind: 'ball', vx: 1 });
    pushBodies(state, [a, ball], new Map([[a, ahead]]), new Map(), openGround, 6, 0.05);
    expect(ball.vz).toBeGreaterThan(0.9 * pushSpeed);
    expect(Math.hypot(ball.vx, ball.vz)).toBeLessThanOrEqual(pushSpeed + 1e-9);
    const b = bodyAt(0, 0.62);
    pushBodies(state, [a, b], new Map([[a, ahead]]), new Map(), openGround, 6, 0.05);
    expect(b).toMatchObject({ vx: 0, vz: 0 });
  });
});
