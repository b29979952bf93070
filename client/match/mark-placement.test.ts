import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { project } from '../../shared/geometry/camera.ts';
import { placeMark, ringOf } from './mark-placement.ts';

const intrinsics = { width: 256, height: 144, focal: 176 };
const metres = fc.double({ min: -20, max: 20, noNaN: true });
const poseArbitrary = fc.record({
  x: metres,
  y: fc.constant(1.6),
  z: metres,
  yaw: fc.double({ min: -3, max: 3, noNaN: true }),
  pitch: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
});
const lookArbitrary = fc.record({
  yaw: fc.double({ min: -3, max: 3, noNaN: true }),
  pitch: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
});

describe('placeMark', () => {
  test('puts a mark where the rotated picture shows its position', () => {
    const pose = { x: 0, y: 1.6, z: 0, yaw: 0, pitch: 0 };
    expect(placeMark(intrinsics, pose, { x: 0, y: 1.6, z: 5 })).toEqual({
      x: 0.5,
      y: 0.5,
      beyond: undefined,
    });
    // The camera looks to the right of it, so it is on the left.
    expect(placeMark(intrinsics, { ...pose, yaw: 0.2 }, { x: 0, y: 1.6, z: 5 }).x).toBeLessThan(0.5);
    expect(placeMark(intrinsics, pose, { x: 9, y: 1, z: -5 }).beyond).toBe('right');
    expect(placeMark(intrinsics, pose, { x: -1, y: 1, z: -5 }).beyond).toBe('left');
  });

  test('keeps every mark in the picture, at the side to which one has to turn', () => {
    fc.assert(
      fc.property(poseArbitrary, lookArbitrary, metres, metres, (pose, look, x, z) => {
        const mark = placeMark(intrinsics, { ...pose, ...look }, { x, y: 1, z });
        expect(mark.x).toBeGreaterThan(0);
        expect(mark.x).toBeLessThan(1);
        expect(mark.y).toBeGreaterThan(0);
        expect(mark.y).toBeLessThan(1);
        if (mark.beyond === undefined) {
          const { u } = project(intrinsics, { ...pose, ...look }, { x, y: 1, z });
          expect(mark.x * intrinsics.width).toBeCloseTo(u, 6);
        } else {
          const aside = (x - pose.x) * Math.cos(look.yaw) - (z - pose.z) * Math.sin(look.yaw);
          expect(aside >= 0 ? 'right' : 'left').toBe(mark.beyond);
        }
      }),
    );
  });
});

describe('ringOf', () => {
  test('is the part of the circle in front of the eye', () => {
    const pose = { x: 0, y: 1.6, z: 0, yaw: 0, pitch: 0 };
    expect(ringOf(intrinsics, pose, { x: 0, z: -6, radius: 2 })).toEqual([]);
    const ahead = ringOf(intrinsics, pose, { x: 0, z: 6, radius: 2 });
    expect(ahead).toHaveLength(40);
    for (const { v } of ahead) expect(v).toBeGreaterThan(intrinsics.height / 2);
    // From inside, only a part is in front of the eye; it ends at the sides of the picture.
    const around = ringOf(intrinsics, pose, { x: 0, z: 0, radius: 2 });
    expect(around.length).toBeGreaterThan(10);
    expect(around.length).toBeLessThan(40);
  });

  test('has finite corners from every position', () => {
    fc.assert(
      fc.property(poseArbitrary, lookArbitrary, metres, metres, (pose, look, x, z) => {
        for (const { u, v } of ringOf(intrinsics, { ...pose, ...look }, { x, z, radius: 1.4 })) {
          expect(Number.isFinite(u) && Number.isFinite(v)).toBe(true);
        }
      }),
    );
  });
});
