import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intrinsicsAt, project } from '../../shared/geometry/camera.ts';
import { applied, lookHomography, multiply } from './look-homography.ts';

const intrinsics = { width: 256, height: 144, focal: 176 };
const identity = [1, 0, 0, 0, 1, 0, 0, 0, 1];
const angle = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true });
const look = fc.record({ yaw: angle(Math.PI), pitch: angle(0.6) });
/** Two directions close to each other, also across the wrap at pi. */
const neighbours = fc
  .tuple(look, angle(0.5), angle(0.3))
  .map(([frame, yaw, pitch]) => ({ frame, view: { yaw: frame.yaw + yaw, pitch: frame.pitch + pitch } }));
const pixel = fc.record({
  u: fc.double({ min: 0, max: 256, noNaN: true }),
  v: fc.double({ min: 0, max: 144, noNaN: true }),
});

function expectMatrix(actual: ArrayLike<number>, expected: readonly number[]): void {
  const [a, e] = [actual[8], expected[8]];
  for (let i = 0; i < 9; i++) expect(actual[i] / a).toBeCloseTo(expected[i] / e, 6);
}

describe('lookHomography', () => {
  it('is the identity if both directions are equal', () => {
    fc.assert(fc.property(look, (same) => expectMatrix(lookHomography(same, same, intrinsics), identity)));
  });

  it('maps every pixel to the pixel of the frame that shows the same point', () => {
    const place = { x: 3, y: 1.6, z: -2 };
    fc.assert(
      fc.property(neighbours, pixel, fc.double({ min: 0.3, max: 50, noNaN: true }), (looks, at, distance) => {
        // A world point that the view shows at this pixel, computed from rays instead of matrices.
        const view = { ...place, ...looks.view };
        const point = pointAt(view, at, distance);
        const seen = project(intrinsics, view, point);
        expect(seen.u).toBeCloseTo(at.u, 6);
        const found = applied(lookHomography(looks.view, looks.frame, intrinsics), seen.u, seen.v);
        const shown = project(intrinsics, { ...place, ...looks.frame }, point);
        fc.pre(shown.depth > 0.05);
        expect(found.ahead).toBeGreaterThan(0);
        expect(found.u).toBeCloseTo(shown.u, 4);
        expect(found.v).toBeCloseTo(shown.v, 4);
      }),
    );
  });

  it('takes the same places to each other in larger frames of the same view', () => {
    const large = intrinsicsAt(intrinsics, 512);
    expect(large).toEqual({ width: 512, height: 288, focal: 352 });
    fc.assert(
      fc.property(neighbours, pixel, ({ view, frame }, { u, v }) => {
        const small = applied(lookHomography(view, frame, intrinsics), u, v);
        fc.pre(small.ahead > 0.05);
        const found = applied(lookHomography(view, frame, large), 2 * u, 2 * v);
        expect(found.ahead).toBeCloseTo(small.ahead, 6);
        expect(found.u).toBeCloseTo(2 * small.u, 4);
        expect(found.v).toBeCloseTo(2 * small.v, 4);
      }),
    );
  });

  it('is inverted by the homography of the opposite direction', () => {
    fc.assert(
      fc.property(neighbours, ({ view, frame }) => {
        const there = lookHomography(view, frame, intrinsics);
        const back = lookHomography(frame, view, intrinsics);
        expectMatrix(multiply(there, back), identity);
        expectMatrix(multiply(multiply(there, back), there), [...there]);
      }),
    );
  });

  it('moves points left after turning right, and down after looking up', () => {
    const frame = { yaw: 0, pitch: 0 };
    const centre = applied(lookHomography({ yaw: 0.1, pitch: 0 }, frame, intrinsics), 128, 72);
    expect(centre.u).toBeCloseTo(128 + 176 * Math.tan(0.1), 6);
    expect(centre.v).toBeCloseTo(72, 6);
    expect(applied(lookHomography({ yaw: 0, pitch: 0.1 }, frame, intrinsics), 128, 72).v).toBeCloseTo(
      72 - 176 * Math.tan(0.1),
      6,
    );
  });
});

function pointAt(
  pose: { x: number; y: number; z: number; yaw: number; pitch: number },
  at: { u: number; v: number },
  depth: number,
): { x: number; y: number; z: number } {
  const x = ((at.u - 128) / 176) * depth;
  const y = ((72 - at.v) / 176) * depth;
  // Pitch first, about the right axis, then yaw, about the upward one.
  const ahead = depth * Math.cos(pose.pitch) - y * Math.sin(pose.pitch);
  const up = depth * Math.sin(pose.pitch) + y * Math.cos(pose.pitch);
  return {
    x: pose.x + x * Math.cos(pose.yaw) + ahead * Math.sin(pose.yaw),
    y: pose.y + up,
    z: pose.z - x * Math.sin(pose.yaw) + ahead * Math.cos(pose.yaw),
  };
}
