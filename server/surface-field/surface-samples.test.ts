import { describe, expect, test } from 'vitest';
import { planKind } from '../../shared/plan.ts';
import type { PlannedGround } from '../contracts/planned-ground.ts';
import { met } from './surface-rays.ts';
import { airNumbers, lightNumbers, placeNumbers, SurfaceView, surfaceSamples } from './surface-samples.ts';

const size = 8;
const materials = 20;

/** Floor of material 1 with one wall of material 7, two metres north of the eye, and the sun in the east. */
function ground(sun: number | undefined = Math.PI / 2): PlannedGround {
  const kinds = new Uint8Array(new SharedArrayBuffer(size * size)).fill(planKind.floor);
  const made = new Uint8Array(new SharedArrayBuffer(size * size)).fill(1);
  kinds[6 * size + 4] = planKind.high;
  made[6 * size + 4] = 7;
  return {
    x: 0,
    z: 0,
    size,
    kinds,
    materials: made,
    given: new Uint8Array(new SharedArrayBuffer(size * size)),
    sun,
  };
}

const eye = { x: 4.5, y: 1.6, z: 4.5 };
const view = (of = ground()) => new SurfaceView(of, eye, { materials, focal: 100 });

describe('a point on a surface', () => {
  test('on a wall has its material, its place along and up it, and its light', () => {
    const samples = surfaceSamples(2);
    const seen = view();
    expect(seen.sample(0, 0.1, 1, samples, 1)).toBe(met.surface);
    expect(seen.distance).toBeCloseTo(1.5);
    expect(samples.surfaces[1]).toBe(7);
    const [along, up, footprint] = samples.places.subarray(placeNumbers);
    expect(along).toBeCloseTo(4.5);
    expect(up).toBeCloseTo(1.75);
    expect(footprint).toBeCloseTo(0.015, 3);
    const lights = [...samples.lights.subarray(lightNumbers)];
    // It faces south; the sun is in the east, so it lies in the shade of itself.
    expect(lights.slice(0, 3)).toEqual([0, 1, 0]);
    expect(lights[3]).toBeCloseTo(0);
    expect(lights.slice(6)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(samples.air[airNumbers]).toBeCloseTo(1.5 * Math.hypot(1, 0.1));
  });

  test('on the ground knows the walls beside its cell', () => {
    const samples = surfaceSamples(1);
    const seen = view();
    // It lands at z 5.7, in the cell before the wall.
    expect(seen.sample(0, -4 / 3, 1, samples, 0)).toBe(met.surface);
    expect(samples.surfaces[0]).toBe(1);
    const [west, east, south, north, corner] = samples.lights.subarray(7);
    expect([west, east, south, corner]).toEqual([1, 1, 1, 1]);
    expect(north).toBeCloseTo(0.3, 5);
  });

  test('on top of a wall is a surface of its own', () => {
    const samples = surfaceSamples(1);
    const above = new SurfaceView(ground(), { ...eye, y: 5 }, { materials, focal: 100 });
    expect(above.sample(0, -1.2, 1, samples, 0)).toBe(met.surface);
    expect(samples.surfaces[0]).toBe(materials + 7);
  });

  test('says that the sun is not known', () => {
    const samples = surfaceSamples(1);
    view({ ...ground(), sun: undefined }).sample(0, 0.1, 1, samples, 0);
    expect(Math.abs(samples.lights[3])).toBe(0);
    expect(samples.lights[6]).toBe(0);
  });

  test('of the sky depends on the direction alone, and is haze below the horizon', () => {
    const [a, b] = [surfaceSamples(1), surfaceSamples(1)];
    const clouds = { cover: 0.4, shift: 0.25 };
    view().sampleSky([0.2, 0.5, 1], clouds, a, 0);
    view().sampleSky([0.4, 1, 2], clouds, b, 0);
    expect(a.surfaces[0]).toBe(2 * materials);
    for (const part of ['places', 'lights', 'air'] as const) {
      for (const [i, value] of a[part].entries()) expect(b[part][i]).toBeCloseTo(value, 5);
    }
    view().sampleSky([0.2, -0.5, 1], clouds, b, 0);
    expect(b.lights[0]).toBe(0);
  });
});
