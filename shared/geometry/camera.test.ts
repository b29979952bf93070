import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cameraAxes,
  type Pose,
  project,
  toCamera,
  toWorld,
  unproject,
  wrapAngle,
  writeTransform,
} from './camera.ts';

const metres = fc.double({ min: -30, max: 30, noNaN: true });
const pose: fc.Arbitrary<Pose> = fc.record({
  x: metres,
  y: fc.double({ min: 0, max: 4, noNaN: true }),
  z: metres,
  yaw: fc.double({ min: -4, max: 4, noNaN: true }),
  pitch: fc.double({ min: -0.6, max: 0.6, noNaN: true }),
});
const point = fc.record({ x: metres, y: metres, z: metres });
const intrinsics = { width: 256, height: 144, focal: 176 };

describe('camera', () => {
  it('looks along +z at yaw 0, turns towards +x, and pitches up', () => {
    const ahead = project(intrinsics, { x: 0, y: 0, z: 0, yaw: 0, pitch: 0 }, { x: 1, y: 1, z: 4 });
    expect(ahead).toEqual({ u: 128 + 44, v: 72 - 44, depth: 4 });
    const right = toCamera({ x: 0, y: 0, z: 0, yaw: Math.PI / 2, pitch: 0 }, { x: 3, y: 0, z: 0 });
    expect(right.z).toBeCloseTo(3);
    const up = toCamera({ x: 0, y: 0, z: 0, yaw: 0, pitch: Math.PI / 6 }, { x: 0, y: 1, z: 0 });
    expect(up.z).toBeCloseTo(0.5);
  });

  it('has orthonormal axes', () => {
    fc.assert(
      fc.property(pose, (p) => {
        const a = cameraAxes(p);
        for (let i = 0; i < 3; i++) {
          for (let j = 0; j < 3; j++) {
            const dot = a[i * 3] * a[j * 3] + a[i * 3 + 1] * a[j * 3 + 1] + a[i * 3 + 2] * a[j * 3 + 2];
            expect(dot).toBeCloseTo(i === j ? 1 : 0, 9);
          }
        }
      }),
    );
  });

  it('takes points to the camera and back', () => {
    fc.assert(
      fc.property(pose, point, (p, q) => {
        const back = toWorld(p, toCamera(p, q));
        for (const axis of ['x', 'y', 'z'] as const) expect(back[axis]).toBeCloseTo(q[axis], 6);
      }),
    );
  });

  it('unprojects what it projects', () => {
    fc.assert(
      fc.property(pose, point, (p, q) => {
        const seen = project(intrinsics, p, q);
        fc.pre(seen.depth > 0.1);
        const back = unproject(intrinsics, p, seen.u, seen.v, seen.depth);
        for (const axis of ['x', 'y', 'z'] as const) expect(back[axis]).toBeCloseTo(q[axis], 5);
      }),
    );
  });

  it('transforms between cameras as through world space', () => {
    fc.assert(
      fc.property(pose, pose, point, (source, target, q) => {
        const m = new Float32Array(12);
        writeTransform(source, target, m, 0);
        const expected = toCamera(target, toWorld(source, q));
        const row = (r: number) => m[r] * q.x + m[r + 1] * q.y + m[r + 2] * q.z + m[r + 3];
        expect(row(0)).toBeCloseTo(expected.x, 3);
        expect(row(4)).toBeCloseTo(expected.y, 3);
        expect(row(8)).toBeCloseTo(expected.z, 3);
      }),
    );
  });

  it('wraps angles into one turn', () => {
    fc.assert(
      fc.property(fc.double({ min: -100, max: 100, noNaN: true }), (angle) => {
        const wrapped = wrapAngle(angle);
        expect(Math.abs(wrapped)).toBeLessThanOrEqual(Math.PI + 1e-12);
        expect(Math.cos(wrapped)).toBeCloseTo(Math.cos(angle), 9);
        expect(Math.sin(wrapped)).toBeCloseTo(Math.sin(angle), 9);
      }),
    );
  });
});
