import { describe, expect, test } from 'vitest';
import { encodeDepth } from '../../../shared/geometry/inverse-depth.ts';
import { testPlan } from '../../map-generation/plan-network.fixture.ts';
import { seenMaterials } from './seen-materials.ts';

const view = { width: 256, height: 256, focal: 128 };
const eye = 1.6;

/** A keyframe from (0, 1.6, 0) along z: ground of one colour, and a wall of another 5 m away. */
function pictureOf(ground: readonly number[], wall: readonly number[]) {
  const pixels = view.width * view.height;
  const rgb = new Uint8Array(new SharedArrayBuffer(3 * pixels));
  const inverseDepth = new Uint16Array(new SharedArrayBuffer(2 * pixels));
  for (let i = 0; i < pixels; i++) {
    const rise = (view.height / 2 - Math.floor(i / view.width) - 0.5) / view.focal;
    const isGround = rise < 0 && -eye / rise < 5;
    inverseDepth[i] = encodeDepth(isGround ? -eye / rise : 5);
    for (const [channel, value] of (isGround ? ground : wall).entries()) {
      rgb[channel * pixels + i] = Math.round(255 * value);
    }
  }
  return { id: 0, pose: { x: 0, y: eye, z: 0, yaw: 0, pitch: 0 }, rgb, inverseDepth };
}

describe('materials that memory shows', () => {
  const { materials } = testPlan;
  const [, lawn] = materials.floors;
  const [brick, hedge] = materials.walls;

  test('are those of the nearest colour, in sun and in shade', () => {
    for (const light of [1, 0.6]) {
      const lit = (colour: readonly number[]) => colour.map((value) => value * light);
      const seen = seenMaterials([pictureOf(lit(lawn.colour), lit(brick.colour))], view, materials);
      expect(seen.at(0, 3, false)).toBe(1);
      expect(seen.at(0, 5, true)).toBe(2);
    }
    expect(seenMaterials([pictureOf(lawn.colour, hedge.colour)], view, materials).at(0, 5, true)).toBe(3);
  });

  test('are not known of cells that no keyframe shows, nor from pictures of the sky', () => {
    const picture = pictureOf(lawn.colour, brick.colour);
    const seen = seenMaterials([picture], view, materials);
    expect(seen.at(0, -3, false)).toBeUndefined();
    expect(seen.at(0, 7, true)).toBeUndefined();
    expect(seenMaterials([{ ...picture, id: -1 }], view, materials).at(0, 3, false)).toBeUndefined();
  });
});
