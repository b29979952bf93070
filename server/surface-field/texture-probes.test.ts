import { describe, expect, test } from 'vitest';
import { faces } from './surface-rays.ts';
import { sideOn, textureProbes } from './texture-probes.ts';

const textures = { texelsPerMetre: 64, levels: 5 };
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('the sides of a pixel', () => {
  test('on a wall that the ray meets head-on are those of the picture', () => {
    const ray = [0, 0, 1] as const;
    expect(sideOn([1, 0, 0], ray, 0.02, faces.south)).toEqual({ along: 0.02, up: 0 });
    expect(sideOn([0, 1, 0], ray, 0.02, faces.south)).toEqual({ along: 0, up: 0.02 });
  });

  test('on the ground grow with how flat the ray is', () => {
    const ray = [0, -0.25, 1] as const;
    const down = sideOn([0, 1, 0], ray, 0.02, faces.top);
    expect(down.along).toBe(0);
    expect(down.up).toBeCloseTo(0.08);
    expect(sideOn([1, 0, 0], ray, 0.02, faces.top)).toEqual({ along: 0.02, up: 0 });
  });
});

describe('places at which a pixel reads a texture', () => {
  test('is its middle where the pixel is as wide as long', () => {
    const probes = textureProbes({ along: 1 / 64, up: 0 }, { along: 0, up: 1 / 64 }, textures);
    expect(probes.map(({ along, up }) => [along, up])).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(probes.map(({ footprint }) => footprint)).toEqual([1 / 64, 2 / 64]);
    expect(probes.map(({ share }) => share)).toEqual([expect.closeTo(0.7), expect.closeTo(0.3)]);
  });

  test('lie evenly along its longer side, of images that are as fine as it is wide', () => {
    const probes = textureProbes({ along: 1 / 64, up: 0 }, { along: 0, up: 3 / 64 }, textures);
    const places = [...new Set(probes.map(({ up }) => up * 64))];
    expect(places).toEqual([expect.closeTo(-1), expect.closeTo(0), expect.closeTo(1)]);
    expect(sum(probes.map(({ share }) => share))).toBeCloseTo(1);
    expect(sum(probes.map(({ share, up }) => share * up))).toBeCloseTo(0);
    expect(Math.max(...probes.map(({ footprint }) => footprint))).toBe(2 / 64);
  });

  test('are four at most, of coarser images then, and of the coarsest one in the end', () => {
    const long = textureProbes({ along: 1 / 64, up: 0 }, { along: 0, up: 16 / 64 }, textures);
    expect(new Set(long.map(({ up }) => up)).size).toBe(4);
    expect(Math.min(...long.map(({ footprint }) => footprint))).toBe(4 / 64);
    const far = textureProbes({ along: 9, up: 0 }, { along: 0, up: 80 }, textures);
    expect(new Set(far.map(({ footprint }) => footprint))).toEqual(new Set([16 / 64]));
  });

  test('follow a side that is neither along nor up, and a pixel without any width', () => {
    const probes = textureProbes({ along: 0.02, up: 0.02 }, { along: 0.02, up: 0.02 }, textures);
    expect(probes.every(({ along, up, share }) => along === up && share > 0)).toBe(true);
    expect(sum(probes.map(({ share }) => share))).toBeCloseTo(1);
  });
});
