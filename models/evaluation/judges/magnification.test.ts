import { expect, test } from 'vitest';
import type { Pose } from '../../../shared/geometry/camera.ts';
import { Magnification } from './magnification.ts';

const view = { width: 32, height: 16, focal: 20 };
const at = (z: number): Pose => ({ x: 0, y: 0, z, yaw: 0, pitch: 0 });

/** A wall across the whole view, `metres` ahead. */
function wall(metres: number): Uint16Array<SharedArrayBuffer> {
  const codes = new Uint16Array(new SharedArrayBuffer(2 * view.width * view.height));
  return codes.fill(Math.round(65535 / 5 / metres));
}

test('a wall is magnified when it is less than half as far as every picture of it', () => {
  const far = { pose: at(-9), inverseDepth: wall(12) };
  const near = { pose: at(0), inverseDepth: wall(3) };
  const standing = { inverseDepth: wall(3) };
  expect(new Magnification(view, [far]).magnified(at(0), standing).length).toBeGreaterThan(0);
  expect(new Magnification(view, [far, near]).magnified(at(0), standing)).toEqual([]);
  const atFive = { pose: at(-2), inverseDepth: wall(5) };
  expect(new Magnification(view, [atFive]).magnified(at(0), standing)).toEqual([]);
});

test('what no picture shows, and the sky, is not magnified', () => {
  const behind = { pose: { ...at(0), yaw: Math.PI }, inverseDepth: wall(3) };
  const other = { pose: at(-9), inverseDepth: wall(4) };
  for (const keyframe of [behind, other]) {
    expect(new Magnification(view, [keyframe]).magnified(at(0), { inverseDepth: wall(3) })).toEqual([]);
  }
  const sky = wall(3).fill(1);
  const far = { pose: at(-9), inverseDepth: wall(12) };
  expect(new Magnification(view, [far]).magnified(at(0), { inverseDepth: sky })).toEqual([]);
});
