import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matrixOf, placementOf, poseOf } from './transforms.ts';

const angle = fc.double({ min: -3.1, max: 3.1, noNaN: true });
const metres = fc.double({ min: -100, max: 100, noNaN: true });
const pose = fc.record({
  x: metres,
  y: metres,
  z: metres,
  yaw: angle,
  pitch: fc.double({ min: -1.5, max: 1.5, noNaN: true }),
});

test('a pose survives the conversion to its matrix', () => {
  fc.assert(
    fc.property(pose, (written) => {
      const read = poseOf(placementOf(matrixOf(written)));
      for (const key of ['x', 'y', 'z', 'yaw', 'pitch'] as const)
        expect(read[key]).toBeCloseTo(written[key], 6);
    }),
  );
});

test('matrices are right-handed: x right, y up, z back, in a world with z up', () => {
  const [x, y, z] = matrixOf({ x: 1, y: 2, z: 3, yaw: 0, pitch: 0 });
  expect([x, y, z]).toEqual([
    [1, -0, -0, 1],
    [-0, -0, -1, 3],
    [0, 1, -0, 2],
  ]);
});

test('a camera that looks straight down has a heading', () => {
  const down = matrixOf({ x: 0, y: 5, z: 0, yaw: 0.7, pitch: -Math.PI / 2 });
  const { yaw, pitch } = poseOf(placementOf(down));
  expect(yaw).toBeCloseTo(0.7);
  expect(pitch).toBeCloseTo(-Math.PI / 2);
});
