import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { project, unproject } from '../../../shared/geometry/camera.ts';
import { applied, lookHomography } from '../../video/look-homography.ts';
import { clearOfCrosshair, headHeight, nameHeight, nameReach, placeName } from './name-placement.ts';

const intrinsics = { width: 256, height: 144, focal: 176 };
const within = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const pose = fc.record({
  x: within(-20, 20),
  y: within(0.5, 3),
  z: within(-20, 20),
  yaw: within(-Math.PI, Math.PI),
  pitch: within(-0.6, 0.6),
});
/** Feet of a player whose head projects to this pixel and depth. */
const seenAt = fc.record({ u: within(1, 255), v: within(1, 143), depth: within(0.5, 15) });

describe('placeName', () => {
  it('puts the name where the camera projects the point above the head', () => {
    fc.assert(
      fc.property(pose, seenAt, (camera, { u, v, depth }) => {
        const head = unproject(intrinsics, camera, u, v, depth);
        const feet = { ...head, y: head.y - headHeight };
        const above = project(intrinsics, camera, { ...head, y: feet.y + nameHeight });
        fc.pre(above.depth > 0.2);
        const name = placeName(intrinsics, camera, camera, feet);
        expect(name?.u).toBeCloseTo(above.u, 6);
        expect(name?.v).toBeCloseTo(above.v, 6);
      }),
    );
  });

  it('follows the homography with which look compensation rotates the frame', () => {
    fc.assert(
      fc.property(pose, seenAt, within(-0.4, 0.4), within(-0.3, 0.3), (frame, at, yaw, pitch) => {
        const head = unproject(intrinsics, frame, at.u, at.v, at.depth);
        const feet = { ...head, y: head.y - headHeight };
        const look = { ...frame, yaw: frame.yaw + yaw, pitch: frame.pitch + pitch };
        const name = placeName(intrinsics, frame, look, feet);
        fc.pre(name !== undefined);
        const inFrame = project(intrinsics, frame, { ...head, y: feet.y + nameHeight });
        fc.pre(inFrame.depth > 0.2);
        const found = applied(lookHomography(look, frame, intrinsics), name.u, name.v);
        expect(found.u).toBeCloseTo(inFrame.u, 4);
        expect(found.v).toBeCloseTo(inFrame.v, 4);
      }),
    );
  });

  it('omits players behind the camera, outside the picture or far away', () => {
    fc.assert(
      fc.property(pose, within(-300, 600), within(-300, 600), within(0.2, 60), (camera, u, v, depth) => {
        const named = (point: { x: number; y: number; z: number }) =>
          placeName(intrinsics, camera, camera, { ...point, y: point.y - headHeight });
        expect(named(unproject(intrinsics, camera, u, v, -depth))).toBeUndefined();
        const beside = u < -0.01 || u > 256.01 || v < -0.01 || v > 144.01;
        if (beside || depth > nameReach) {
          expect(named(unproject(intrinsics, camera, u, v, depth))).toBeUndefined();
        }
      }),
    );
  });

  it('omits players outside the frame or outside the rotated picture', () => {
    const frame = { x: 0, y: 1.6, z: 0, yaw: 0, pitch: 0 };
    const ahead = { x: 0, y: 0, z: 5 };
    const right = { x: 5, y: 0, z: 5 };
    expect(placeName(intrinsics, frame, frame, ahead)).toBeDefined();
    expect(placeName(intrinsics, frame, { ...frame, yaw: 0.7 }, ahead)).toBeUndefined();
    expect(placeName(intrinsics, frame, { ...frame, yaw: 0.7 }, right)).toBeUndefined();
  });

  it('scales names down with distance, within limits', () => {
    const ahead = { x: 0, y: 1.6, z: 0, yaw: 0, pitch: 0 };
    const scaleAt = (z: number) =>
      placeName(intrinsics, ahead, ahead, { x: 0, y: 0, z })?.scale ?? Number.NaN;
    expect(scaleAt(6)).toBeCloseTo(1, 6);
    expect(scaleAt(1.5)).toBeLessThan(2);
    expect(scaleAt(8)).toBeLessThan(scaleAt(6));
    expect(scaleAt(29)).toBeGreaterThan(0.5);
  });
});

describe('clearOfCrosshair', () => {
  it('keeps every name in the picture and off its centre', () => {
    const picture = { width: 800, height: 450 };
    const name = fc.record({
      x: within(0, 800),
      y: within(-50, 450),
      width: within(20, 200),
      height: within(10, 30),
    });
    fc.assert(
      fc.property(name, (given) => {
        const y = clearOfCrosshair(given, picture, 12);
        expect(y - given.height).toBeGreaterThanOrEqual(0);
        const overX = Math.abs(given.x - 400) < given.width / 2 + 11.9;
        const overY = y > 213.1 && y - given.height < 236.9;
        expect(overX && overY).toBe(false);
      }),
    );
  });
});
