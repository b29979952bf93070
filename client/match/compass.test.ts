import { expect, test } from 'vitest';
import { bearingOf, sideOf } from './compass.tsx';

test.each([
  [0, 10, 0],
  [10, 0, 90],
  [0, -10, 180],
  [-10, 0, 270],
  [-0.01, 10, 0],
])('a place %f m in x and %f m in z lies at %i degrees', (x, z, degrees) => {
  expect(bearingOf({ x: 3, z: 4 }, { x: 3 + x, z: 4 + z })).toBe(degrees);
});

test('the side depends on where somebody looks', () => {
  expect([0, 90, 180, 270].map((bearing) => sideOf(bearing, 0))).toEqual([0, 2, 4, 6]);
  expect(sideOf(90, Math.PI / 2)).toBe(0);
  expect(sideOf(0, Math.PI / 2)).toBe(6);
  expect(sideOf(350, 0)).toBe(0);
  expect(sideOf(10, -6 * Math.PI)).toBe(0);
});
