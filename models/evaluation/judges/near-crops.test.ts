import { expect, test } from 'vitest';
import type { Block } from './magnification.ts';
import { NearCrops } from './near-crops.ts';

const view = { width: 32, height: 16, focal: 20 };
const size = { width: 64, height: 32 };
const area = size.width * size.height;

/** Blocks of the right half of the view. */
const right: Block[] = [16, 24].flatMap((column) => [0, 8].map((row) => ({ column, row, side: 8 })));

/** A picture of one grey on the left and another on the right. */
function halves(left: number, others: number): Uint8Array {
  return Uint8Array.from({ length: 3 * area }, (_, at) => (at % size.width < size.width / 2 ? left : others));
}

/** A probe that takes for its own what is bright in the mean, and keeps what it was asked. */
function brightness() {
  const asked: Uint8Array[] = [];
  const read = async (rgb: Uint8Array) => {
    asked.push(rgb);
    return Float32Array.of(rgb.reduce((sum, value) => sum + value, 0) / rgb.length - 128);
  };
  return { asked, read };
}

test('the crop with most magnified pixels is read, at the size of the probe', async () => {
  const probe = brightness();
  const crops = new NearCrops(probe, view);
  const model = halves(0, 240);
  await crops.judge({ model, enlarged: halves(240, 0), reference: model }, right, size);
  // Two thirds of a crop of three quarters of the picture are its right half.
  expect(crops.figures).toEqual({ model: 1, enlarged: 0, reference: 1, crops: 1 });
  const [crop] = probe.asked;
  expect(crop).toHaveLength(3 * view.width * view.height);
  const row = crop.subarray(0, view.width);
  expect([row[0], row[view.width - 1]]).toEqual([0, 240]);
  // A pixel on the border covers both halves.
  expect(new Set(row)).toEqual(new Set([0, 80, 240]));
});

test('a view that magnifies little is passed over', async () => {
  const probe = brightness();
  const crops = new NearCrops(probe, view);
  const model = halves(200, 200);
  await crops.judge({ model, enlarged: model, reference: model }, right.slice(0, 2), size);
  expect(probe.asked).toEqual([]);
  expect(crops.figures.crops).toBe(0);
});
