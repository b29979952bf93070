import { expect, test } from 'vitest';
import { mapDistance, pictureDistance } from './plan-distance.ts';

test('maps differ by the share of cells that are of another kind', () => {
  const kinds = Uint8Array.of(0, 1, 2, 3);
  expect(mapDistance({ kinds }, { kinds })).toBe(0);
  expect(mapDistance({ kinds }, { kinds: Uint8Array.of(0, 0, 0, 0) })).toBe(0.75);
  expect(mapDistance({ kinds }, { kinds: Uint8Array.of(1, 1, 2, 3) }, Uint8Array.of(1, 0, 0, 0))).toBe(0);
});

test('pictures differ by what they show in an eighth of the size, and not by their grain', () => {
  const size = { width: 16, height: 8 };
  const grey = new Uint8Array(3 * 16 * 8).fill(100);
  expect(pictureDistance(grey, grey, size)).toBe(0);
  expect(pictureDistance(grey, grey.slice().fill(130), size)).toBeCloseTo(30);
  const grain = grey.map((value, i) => value + (i % 2 === 0 ? 20 : -20));
  expect(pictureDistance(grey, grain, size)).toBeCloseTo(0);
  // One of two blocks of one of three channels.
  const half = grey.map((value, i) => (i < 128 && i % 16 < 8 ? value + 60 : value));
  expect(pictureDistance(grey, half, size)).toBeCloseTo(60 / Math.sqrt(6));
});
