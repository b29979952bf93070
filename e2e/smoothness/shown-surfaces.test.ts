import { expect, test } from 'vitest';
import type { DepthMap } from '../../shared/depth-map.ts';
import type { Pose } from '../../shared/geometry/camera.ts';
import { ShownSurfaces, type SurfacePicture } from './shown-surfaces.ts';

const intrinsics = { width: 32, height: 18, focal: 22 };
const columns = 16;
const rows = 9;
/** A wall 2 m ahead of whoever walks along x. */
const inverse = 0.5;
const at = (x: number): Pose => ({ x, y: 1.6, z: 0, yaw: 0, pitch: 0 });
const step = 0.05;
/** A frame every fifth picture of the screen, 100 ms old: six pictures. */
const frameOf = (picture: number) => 5 * Math.floor(picture / 5);
const poseOf = (frame: number) => at(step * (frame - 6));

/** Mean jerk of a walk whose page draws by depth maps with this share of the true inverse depth; undefined is a page without. */
function jerkBy(share: number | undefined): number {
  const maps = new Map<number, DepthMap>();
  for (let frame = 0; frame < 60; frame++) {
    const inverseDepth = new Float32Array(columns * rows).fill(inverse * (share ?? 1));
    maps.set(frame, { columns, rows, rtpTimestamp: frame, inverseDepth });
  }
  const depths = () => new Float32Array(intrinsics.width * intrinsics.height).fill(inverse);
  const surfaces = new ShownSurfaces(intrinsics, depths, maps);
  const pictureOf = (picture: number): SurfacePicture => {
    const frame = frameOf(picture);
    const pose = poseOf(frame);
    const walks = share !== undefined;
    return {
      camera: walks ? at(step * picture) : pose,
      walks,
      layers: [{ pose, rtpTimestamp: frame, share: 1 }],
    };
  };
  let [sum, count] = [0, 0];
  for (let picture = 10; picture < 40; picture++) {
    const four = [picture, picture + 1, picture + 2, picture + 3].map(pictureOf);
    sum += surfaces.jerk(at(step * (picture + 1)), four)?.pixels ?? Number.NaN;
    count++;
  }
  return sum / count;
}

test('a picture from where the eye is has no jerk', () => {
  expect(jerkBy(1)).toBeLessThan(1e-4);
});

test('a picture that stands for five frames of the screen has the jerk of its jumps', () => {
  // A jump of five steps, of which the second differences are 1, -2 and 1 in five pictures.
  expect(jerkBy(undefined)).toBeCloseTo((4 / 5) * 5 * step * intrinsics.focal * inverse, 4);
});

test('jerk is half when depths are half of what they are, whatever is painted there', () => {
  expect(jerkBy(0.5) / jerkBy(undefined)).toBeCloseTo(0.5, 2);
});
