import { expect, test } from 'vitest';
import { isSameSize, shrunk } from './picture.ts';

const shared = (levels: number[]) => {
  const rgb = new Uint8Array(new SharedArrayBuffer(levels.length));
  rgb.set(levels);
  return rgb;
};

test('a shrunk picture has the rounded mean of each square, plane by plane', () => {
  const planes = [
    [0, 10, 100, 102, 20, 31, 104, 107],
    [1, 1, 2, 2, 1, 1, 2, 3],
    [255, 255, 0, 0, 255, 255, 0, 0],
  ];
  const picture = { width: 4, height: 2, rgb: shared(planes.flat()) };
  expect([...shrunk(picture, 2)]).toEqual([15, 103, 1, 2, 255, 0]);
  expect([...shrunk(picture, 1)]).toEqual(planes.flat());
});

test('sizes are the same when both sides are', () => {
  expect(isSameSize({ width: 4, height: 2 }, { width: 4, height: 2 })).toBe(true);
  expect(isSameSize({ width: 4, height: 2 }, { width: 2, height: 4 })).toBe(false);
});
