import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wrapAngle } from '../../shared/geometry/camera.ts';
import type { Steering } from '../../shared/watching.ts';
import { gridOf, openGround, testManifest } from '../world/world.fixture.ts';
import { fly, heights, reach } from './flight.ts';

const still: Steering = { move: 0, strafe: 0, rise: 0, yaw: 0, pitch: 0 };
const start = { x: 5.5, y: 1.6, z: 5.5, yaw: 0, pitch: 0 };
const spawn = [{ x: 5.5, z: 5.5 }];
const second = 1 / 12;

const axis = fc.double({ min: -1, max: 1, noNaN: true });
const steering = fc.record({
  move: axis,
  strafe: axis,
  rise: axis,
  yaw: fc.double({ min: -10, max: 10, noNaN: true }),
  pitch: fc.double({ min: -2, max: 2, noNaN: true }),
});

/** A closed yard, 10 cells wide, with a wall in its middle. */
const yard = gridOf(
  '##########',
  '#........#',
  '#........#',
  '#...##...#',
  '#........#',
  '#........#',
  '#........#',
  '#........#',
  '#........#',
  '##########',
);

describe('fly', () => {
  test('moves ahead, to the right and up, relative to where it looks', () => {
    const surroundings = { grid: openGround, obstacles: [] };
    const go = (part: Partial<Steering>) =>
      fly(start, { ...still, ...part }, second, testManifest, surroundings, spawn);
    expect(go({ move: 1 }).z).toBeGreaterThan(start.z + 0.2);
    expect(go({ strafe: 1 }).x).toBeGreaterThan(start.x + 0.2);
    expect(go({ rise: 1 }).y).toBeGreaterThan(start.y + 0.05);
    expect(go({ yaw: 0.1, pitch: 0.1 })).toMatchObject({ yaw: 0.1, pitch: 0.1 });
  });

  test('turns no faster than a player, in the shorter direction', () => {
    const { turnRate } = testManifest.actions;
    const turned = fly(
      { ...start, yaw: 3 },
      { ...still, yaw: -3 },
      second,
      testManifest,
      { grid: openGround, obstacles: [] },
      spawn,
    );
    expect(turned.yaw).toBeCloseTo(wrapAngle(3 + turnRate * second), 5);
  });

  test('stays out of walls and within its heights and reach under any steering', () => {
    fc.assert(
      fc.property(fc.array(steering, { minLength: 1, maxLength: 150 }), fc.boolean(), (steerings, walled) => {
        const surroundings = { grid: walled ? yard : openGround, obstacles: [] };
        let pose = start;
        for (const next of steerings) {
          // Several ticks for each input, so that the camera gets far enough.
          for (let tick = 0; tick < 6; tick++) {
            pose = fly(pose, next, second, testManifest, surroundings, spawn);
          }
          expect(pose.y).toBeGreaterThanOrEqual(heights.lowest);
          expect(pose.y).toBeLessThanOrEqual(heights.highest);
          expect(Math.abs(pose.pitch)).toBeLessThanOrEqual(testManifest.actions.pitchLimit + 1e-9);
          expect(Math.hypot(pose.x - spawn[0].x, pose.z - spawn[0].z)).toBeLessThanOrEqual(reach);
          expect(surroundings.grid.solidAt(Math.floor(pose.x), Math.floor(pose.z))).toBe(false);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('may approach from beyond its reach, but not move further away', () => {
    const far = { ...start, x: start.x + reach + 5 };
    const go = (strafe: number) =>
      fly(far, { ...still, strafe }, second, testManifest, { grid: openGround, obstacles: [] }, spawn);
    expect(go(1).x).toBe(far.x);
    expect(go(-1).x).toBeLessThan(far.x);
  });
});
