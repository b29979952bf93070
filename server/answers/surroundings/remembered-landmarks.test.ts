import { describe, expect, test } from 'vitest';
import { encodeDepth, skyCode } from '../../../shared/geometry/inverse-depth.ts';
import { embeddingOf, intrinsics, isGround, wallAhead, words } from './fixtures/wall-ahead.ts';
import { landmarkPoints } from './landmark-points.ts';
import { rememberedLandmarks } from './remembered-landmarks.ts';
import { evidenceOf } from './surface-evidence.ts';
import { pixelsOfPoint, surfacePoints } from './surface-points.ts';

const { surfaces } = words;
/** A picture of a rainbow four metres ahead. */
function picture(of = 'rainbow') {
  const planes = wallAhead();
  const points = surfacePoints(planes, intrinsics);
  const evidence = evidenceOf(
    points,
    embeddingOf((_, row) => (isGround(row) ? 'lawn' : of)),
    words,
  );
  return { points, evidence, landmarks: landmarkPoints(points, evidence, planes.camera, surfaces) };
}

const { camera } = wallAhead();
const pixels = intrinsics.width * intrinsics.height;
/** A view whose pixels are all as far away, or sky. */
const view = (metres?: number) => ({
  camera,
  inverseDepth: new Uint16Array(new SharedArrayBuffer(2 * pixels)).fill(
    metres === undefined ? skyCode : encodeDepth(metres),
  ),
});
const nothing = new Map();
const seenWith = (from: ReturnType<typeof view>, of = 'rainbow') =>
  rememberedLandmarks(from, intrinsics, nothing, [picture(of)], surfaces);
const total = (sights: readonly { pixels: number }[]) => sights.reduce((sum, sight) => sum + sight.pixels, 0);

describe('landmarks that memory shows', () => {
  test('have the pixels that the picture has of them, from the same camera', () => {
    const walls = picture().points.filter(({ isFloor }) => !isFloor).length * pixelsOfPoint;
    expect(total(seenWith(view())) / walls).toBeGreaterThan(0.9);
    expect(total(seenWith(view())) / walls).toBeLessThan(1.1);
  });

  test('lie in the directions of their cells', () => {
    for (const { cell, turn, metres } of seenWith(view())) {
      const [x, z] = cell.split(' ').map(Number);
      expect(Math.abs(Math.sin(turn) * metres + camera.x - (x + 0.5))).toBeLessThan(0.6);
      expect(Math.abs(Math.cos(turn) * metres + camera.z - (z + 0.5))).toBeLessThan(0.8);
    }
  });

  test('have fewer pixels from afar, in the square of the distance', () => {
    const back = { ...view(), camera: { ...camera, z: camera.z - 4 } };
    expect(total(seenWith(back)) / total(seenWith(view()))).toBeCloseTo(1 / 4, 1);
  });

  test('are hidden by what the view shows nearer, and are what it shows there', () => {
    expect(seenWith(view(2))).toEqual([]);
    expect(total(seenWith(view(4)))).toBeGreaterThan(0.9 * total(seenWith(view())));
  });

  test('are none where pictures show walls', () => {
    expect(seenWith(view(), 'brick')).toEqual([]);
  });

  test('are counted once, however many pictures show them', () => {
    const twice = rememberedLandmarks(view(), intrinsics, nothing, [picture(), picture()], surfaces);
    expect(total(twice)).toBeCloseTo(total(seenWith(view())), 3);
  });

  test('behind the camera are not in the view', () => {
    expect(seenWith({ ...view(), camera: { ...camera, yaw: Math.PI } })).toEqual([]);
  });
});
