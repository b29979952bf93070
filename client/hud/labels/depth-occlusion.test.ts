import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DepthMap } from '../../../shared/depth-map.ts';
import { isBehindDepths } from './depth-occlusion.ts';

const intrinsics = { width: 256, height: 144, focal: 130 };
const pose = { x: 0, y: 1.6, z: 0, yaw: 0, pitch: 0 };
const size = { columns: 64, rows: 36 };

/** A map of these depths, metres, by column and row. */
function map(depth: (column: number, row: number) => number): DepthMap {
  const { columns, rows } = size;
  const inverseDepth = Float32Array.from(
    { length: columns * rows },
    (_, cell) => 1 / depth(cell % columns, Math.floor(cell / columns)),
  );
  return { ...size, rtpTimestamp: 0, inverseDepth };
}

const body = (x: number, z: number) => [0.9, 1.65].map((y) => ({ x, y, z }));

describe('a body in a picture', () => {
  test('is hidden by a wall in front of it, and by nothing behind or beside it', () => {
    const wall = map(() => 4);
    expect(isBehindDepths(wall, intrinsics, pose, body(0, 8))).toBe(true);
    expect(isBehindDepths(wall, intrinsics, pose, body(0, 3))).toBe(false);
    const half = map((column) => (column < 32 ? 4 : 20));
    expect(isBehindDepths(half, intrinsics, pose, body(-2, 8))).toBe(true);
    expect(isBehindDepths(half, intrinsics, pose, body(2, 8))).toBe(false);
  });

  test('never hides itself, wherever it stands', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -3, max: 3, noNaN: true }),
        fc.double({ min: 1, max: 25, noNaN: true }),
        fc.double({ min: 0, max: 0.35, noNaN: true }),
        (x, z, thickness) => {
          expect(
            isBehindDepths(
              map(() => z - thickness),
              intrinsics,
              pose,
              body(x, z),
            ),
          ).toBe(false);
        },
      ),
    );
  });

  test('is seen over a wall that hides its lower part, and through a gap of one cell', () => {
    const low = map((_, row) => (row > 18 ? 4 : 30));
    expect(isBehindDepths(low, intrinsics, pose, body(0, 8))).toBe(false);
    const gap = map((column) => (column === 31 ? 30 : 4));
    expect(isBehindDepths(gap, intrinsics, pose, body(0, 8))).toBe(false);
  });

  test('is not said to be hidden where the picture does not show its place', () => {
    const wall = map(() => 2);
    expect(isBehindDepths(wall, intrinsics, pose, body(0, -5))).toBe(false);
    expect(isBehindDepths(wall, intrinsics, pose, body(50, 8))).toBe(false);
  });

  test('is seen before an endless sky', () => {
    expect(
      isBehindDepths(
        map(() => Number.POSITIVE_INFINITY),
        intrinsics,
        pose,
        body(0, 20),
      ),
    ).toBe(false);
  });
});
