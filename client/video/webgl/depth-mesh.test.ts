import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Pose, project, unproject } from '../../../shared/geometry/camera.ts';
import { applied, lookHomography } from '../look-homography.ts';
import { gridMesh, meshView, shownAt, vertexDepths } from './depth-mesh.ts';

const intrinsics = { width: 256, height: 144, focal: 180 };
const metres = (most: number) => fc.double({ min: -most, max: most, noNaN: true });
const pose: fc.Arbitrary<Pose> = fc.record({
  x: metres(20),
  y: fc.double({ min: 0.5, max: 3, noNaN: true }),
  z: metres(20),
  yaw: metres(3),
  pitch: metres(1),
});
const share = fc.double({ min: -1, max: 2, noNaN: true });

describe('the place of a surface in a picture from another place', () => {
  test('is where its point in space is projected', () => {
    fc.assert(
      fc.property(
        pose,
        ...([metres(1), metres(1), metres(0.5), metres(0.5)] as const),
        share,
        share,
        fc.double({ min: 0.3, max: 200, noNaN: true }),
        (frame, dx, dz, turn, tilt, u, v, depth) => {
          const view = {
            ...frame,
            x: frame.x + dx,
            z: frame.z + dz,
            yaw: frame.yaw + turn,
            pitch: frame.pitch + tilt,
          };
          const point = unproject(intrinsics, frame, u * intrinsics.width, v * intrinsics.height, depth);
          const expected = project(intrinsics, view, point);
          fc.pre(expected.depth > 0.05);
          const shown = shownAt(meshView(frame, view, intrinsics), u, v, 1 / depth);
          expect(shown.w).toBeCloseTo(expected.depth / depth, 6);
          const scale = 1 + Math.hypot(expected.u, expected.v);
          expect(Math.abs(shown.u * intrinsics.width - expected.u) / scale).toBeLessThan(1e-6);
          expect(Math.abs(shown.v * intrinsics.height - expected.v) / scale).toBeLessThan(1e-6);
        },
      ),
    );
  });

  test('does not depend on depth while the eye only turns, as with look compensation', () => {
    fc.assert(
      fc.property(
        pose,
        metres(0.4),
        metres(0.3),
        share,
        share,
        metres(5),
        (frame, turn, tilt, u, v, near) => {
          const view = { ...frame, yaw: frame.yaw + turn, pitch: frame.pitch + tilt };
          const shown = shownAt(meshView(frame, view, intrinsics), u, v, Math.abs(near));
          fc.pre(shown.w > 0.1);
          const back = applied(
            lookHomography(view, frame, intrinsics),
            shown.u * intrinsics.width,
            shown.v * intrinsics.height,
          );
          expect(back.u).toBeCloseTo(u * intrinsics.width, 4);
          expect(back.v).toBeCloseTo(v * intrinsics.height, 4);
        },
      ),
    );
  });

  test('stays for the sky when the eye moves', () => {
    const frame = { x: 1, y: 1.6, z: 2, yaw: 0.4, pitch: 0.1 };
    const moved = meshView(frame, { ...frame, x: 4, z: -3 }, intrinsics);
    expect(shownAt(moved, 0.2, 0.7, 0)).toEqual({ u: expect.closeTo(0.2), v: expect.closeTo(0.7), w: 1 });
  });
});

describe('the grid over a frame', () => {
  const size = { columns: 5, rows: 3 };
  const { at, indices } = gridMesh(size);

  test('covers the frame and its surroundings once', () => {
    let area = 0;
    for (let i = 0; i < indices.length; i += 3) {
      const [a, b, c] = [...indices.subarray(i, i + 3)].map((vertex) => [at[2 * vertex], at[2 * vertex + 1]]);
      const twice = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
      // All triangles have the same orientation, so that none lies over another.
      expect(twice).toBeGreaterThan(0);
      area += twice / 2;
    }
    expect(area).toBeCloseTo(9);
  });

  test('has each cell’s depth at the middle of the cell, and that of the border beyond', () => {
    const inverseDepth = Float32Array.from({ length: 15 }, (_, cell) => cell);
    const depths = vertexDepths({ ...size, rtpTimestamp: 0, inverseDepth });
    expect(depths).toHaveLength(at.length / 2);
    for (const [vertex, depth] of depths.entries()) {
      const column = Math.max(0, Math.min(4, Math.floor(at[2 * vertex] * 5)));
      const row = Math.max(0, Math.min(2, Math.floor(at[2 * vertex + 1] * 3)));
      expect(depth).toBe(row * 5 + column);
    }
  });
});
