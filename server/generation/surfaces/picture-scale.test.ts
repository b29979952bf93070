import { expect, test } from 'vitest';
import { shrunkSurfaces } from './picture-scale.ts';
import { allocateFound, type FoundSurfaces } from './surface-finder.ts';

const large = { width: 8, height: 4 };
const small = { width: 4, height: 2 };

/** What a picture shows by column and row of its pixels' middles; undefined = nothing was found there. */
function found(
  { width, height }: typeof large,
  at: (x: number, y: number) => { surface: number; inverse: number; colour?: number } | undefined,
): FoundSurfaces {
  const all = allocateFound(width * height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const one = at((pixel % width) + 0.5, Math.floor(pixel / width) + 0.5);
    if (!one) continue;
    all.pixels[all.count] = pixel;
    all.inverse[all.count] = one.inverse;
    all.surfaces[all.count] = one.surface;
    all.brightness[all.count] = one.surface;
    all.colours.fill(one.colour ?? 0, 3 * all.count, 3 * all.count + 3);
    all.count++;
  }
  return all;
}

const of = (array: Float32Array | Int32Array, { count }: FoundSurfaces) =>
  [...array.subarray(0, count)].map((value) => Math.round(value * 1e4) / 1e4);

test('a plane has the depths of the middles of the smaller pixels', () => {
  // In pixels of the smaller picture, inverse depth is 0.1 x + 0.02 y.
  const plane = (x: number, y: number) => ({ surface: 3, inverse: 0.1 * x + 0.02 * y });
  const shrunk = shrunkSurfaces(
    found(large, (x, y) => plane(x / 2, y / 2)),
    large,
    small,
  );
  const middles = found(small, plane);
  expect(of(shrunk.inverse, shrunk)).toEqual(of(middles.inverse, middles));
  expect(of(shrunk.pixels, shrunk)).toEqual(of(middles.pixels, middles));
});

test('colours are the mean of all, and the surface is the one that most of the pixels show', () => {
  // The edge leaves a quarter of each pixel in the first column to the nearer surface.
  const shrunk = shrunkSurfaces(
    found(large, (x, y) =>
      x < 1 && y % 2 < 1 ? { surface: 1, inverse: 0.5, colour: 1 } : { surface: 2, inverse: 0.1, colour: 0 },
    ),
    large,
    small,
  );
  expect([shrunk.surfaces[0], shrunk.brightness[0], shrunk.colours[0]]).toEqual([2, 2, 0.25]);
  expect(shrunk.inverse[0]).toBeCloseTo(0.1);
});

test('of two surfaces that share a pixel, the nearer one is its surface', () => {
  const half = (near: number, far: number) =>
    shrunkSurfaces(
      found(large, (x) => (x < 1 ? { surface: 1, inverse: near } : { surface: 2, inverse: far })),
      large,
      small,
    );
  expect(half(0.5, 0.1).surfaces[0]).toBe(1);
  expect(half(0.1, 0.5).surfaces[0]).toBe(2);
  expect(half(0.1, 0.5).inverse[0]).toBeCloseTo(0.5);
});

test('pixels of which nothing was found are left out', () => {
  const shrunk = shrunkSurfaces(
    found(large, (x) => (x > 3 && x < 4 ? { surface: 1, inverse: 0.2, colour: 1 } : undefined)),
    large,
    small,
  );
  expect(of(shrunk.pixels, shrunk)).toEqual([1, 5]);
  expect(shrunk.colours[0]).toBe(1);
});
