import { expect, test } from 'vitest';
import type { Pose } from '../../../shared/geometry/camera.ts';
import { encodeDepth } from '../../../shared/geometry/inverse-depth.ts';
import { type ComparedView, CrossView } from './cross-view.ts';

const view = { width: 64, height: 36, focal: 44 };
const n = view.width * view.height;
const wall = 4;
const eye: Pose = { x: 0, y: 1, z: 0, yaw: 0, pitch: 0 };

/** A wall four metres ahead as a camera sees it that looks straight at it, with a colour for each of its points. */
function looked(camera: Pose, colour: (x: number, y: number) => number): ComparedView {
  const rgb = new Uint8Array(3 * n);
  for (let row = 0, pixel = 0; row < view.height; row++) {
    for (let column = 0; column < view.width; column++, pixel++) {
      const x = camera.x + ((column + 0.5 - view.width / 2) / view.focal) * wall;
      const y = camera.y - ((row + 0.5 - view.height / 2) / view.focal) * wall;
      for (let at = pixel; at < 3 * n; at += n) rgb[at] = colour(x, y);
    }
  }
  const inverseDepth = new Uint16Array(n).fill(encodeDepth(wall));
  return { camera, rgb, inverseDepth, entity: new Uint8Array(n) };
}

function compared(first: ComparedView, second: ComparedView) {
  const crossView = new CrossView(view);
  crossView.begin({ seed: 1, worldSeed: { keyframes: [] } });
  crossView.judge({ world: 1, view: first, second });
  return crossView.figures;
}

/** Two and a half pixels to the right. */
const aside = { ...eye, x: (2.5 * wall) / view.focal };
const ramp = (x: number) => 120 + 22 * x;
const stripes = (x: number) => 127 + 100 * Math.sin((x * view.focal * 2 * Math.PI) / wall / 6);

test('a colour that changes evenly is the same from beside between pixels, and not at the nearest one', () => {
  const { imagined, sampled } = compared(looked(eye, ramp), looked(aside, ramp));
  // Half a pixel of the ramp, and what is rounded to bytes.
  expect(imagined).toBeGreaterThan(0.8);
  expect(sampled.imagined).toBeLessThan(0.6);
});

test('stripes of six pixels differ half as much between pixels', () => {
  const { imagined, sampled } = compared(looked(eye, stripes), looked(aside, stripes));
  expect(sampled.imagined).toBeLessThan(imagined / 2);
  expect(sampled.imagined).toBeGreaterThan(0);
});

test('colours that are really others differ as much in both forms', () => {
  const { imagined, sampled } = compared(
    looked(eye, () => 100),
    looked(aside, () => 110),
  );
  expect(imagined).toBeCloseTo(10);
  expect(sampled.imagined).toBeCloseTo(10);
});

test('where another surface is beside the place, nothing is sampled', () => {
  const first = looked(eye, () => 100);
  // Every other column is far behind.
  for (let pixel = 0; pixel < n; pixel += 2) first.inverseDepth[pixel] = encodeDepth(50);
  const { pixels, sampled } = compared(
    first,
    looked({ ...eye, x: (2.3 * wall) / view.focal }, () => 100),
  );
  expect(pixels.imagined).toBeGreaterThan(0);
  expect(sampled.pixels.imagined).toBe(0);
});
