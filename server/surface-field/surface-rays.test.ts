import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RayCaster, faces as referenceFaces } from '../../models/reference/rendering/ray-cast.ts';
import { planHeights, planKind, unknownKind } from '../../shared/plan.ts';
import type { PlannedGround } from '../contracts/planned-ground.ts';
import { GroundCells } from './ground-cells.ts';
import { faces, met, SurfaceRays } from './surface-rays.ts';

const size = 12;

function groundOf(kinds: readonly number[]): PlannedGround {
  const bytes = (values: readonly number[]) => {
    const array = new Uint8Array(new SharedArrayBuffer(values.length));
    array.set(values);
    return array;
  };
  const materials = kinds.map((_, cell) => cell % 5);
  return {
    x: 0,
    z: 0,
    size,
    kinds: bytes(kinds),
    materials: bytes(materials),
    given: bytes(kinds.map(() => 0)),
    sun: undefined,
  };
}

/** Walls on a quarter of the cells; the middle is open. */
const kindsOfGround = fc
  .array(fc.integer({ min: 0, max: 15 }), { minLength: size * size, maxLength: size * size })
  .map((lots) =>
    lots.map((lot, cell) => (lot >= 1 && lot <= 4 && cell !== 6 * size + 6 ? lot : planKind.floor)),
  );
const direction = fc.tuple(
  fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
  fc.double({ min: -1.5, max: 1.5, noNaN: true }),
);
const within = fc.double({ min: 0.01, max: 0.99, noNaN: true });

describe('rays over a map', () => {
  test('meet what rays of the reference meet', () => {
    fc.assert(
      fc.property(kindsOfGround, direction, within, within, (kinds, [yaw, dy], x, z) => {
        const heights = Float32Array.from(kinds, (kind) => planHeights[kind]);
        const reference = new RayCaster({ size, heights });
        const rays = new SurfaceRays(new GroundCells(groundOf(kinds)));
        const ray = [6 + x, 1.6, 6 + z, Math.sin(yaw), dy, Math.cos(yaw)] as const;
        const expected = reference.cast(...ray);
        const what = rays.cast(...ray);
        // Beyond the map, the reference has flat ground; upward rays see the sky there.
        const isOutside = what === met.unknown;
        if (isOutside) {
          expect(expected === referenceFaces.sky || reference.padded[reference.hitCell[0]] === -1).toBe(true);
          return;
        }
        expect(what === met.sky).toBe(expected === referenceFaces.sky);
        if (what === met.sky) return;
        expect(rays.face).toBe(expected);
        expect(rays.cell).toBe(reference.hitCell[0]);
        expect(rays.distance).toBeCloseTo(reference.hit[0], 9);
      }),
    );
  });

  test('find a light hidden exactly where it stands lower than the horizon', () => {
    fc.assert(
      fc.property(
        kindsOfGround,
        fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
        fc.double({ min: 0.2, max: 2, noNaN: true }),
        within,
        within,
        fc.double({ min: 0, max: 2, noNaN: true }),
        (kinds, azimuth, slope, x, z, y) => {
          const heights = Float32Array.from(kinds, (kind) => planHeights[kind]);
          const reference = new RayCaster({ size, heights });
          const cells = new GroundCells(groundOf(kinds));
          const place = [6 + x, y, 6 + z, cells.indexOf(6 + x, 6 + z)] as const;
          const towards = [Math.sin(azimuth), Math.cos(azimuth)] as const;
          // The reference's own suns never stand exactly along an axis.
          fc.pre(towards.every((part) => Math.abs(part) > 1e-9));
          const horizon = new SurfaceRays(cells).horizon(...place, ...towards);
          fc.pre(Math.abs(horizon - slope) > 1e-6);
          expect(horizon > slope).toBe(reference.inShadow(...place, ...towards, slope));
        },
      ),
    );
  });

  test('end where the map knows nothing, and do not start in walls', () => {
    const kinds = new Array<number>(size * size).fill(planKind.floor);
    kinds[6 * size + 9] = unknownKind;
    kinds[8 * size + 6] = planKind.high;
    const rays = new SurfaceRays(new GroundCells(groundOf(kinds)));
    expect(rays.cast(6.5, 1.6, 6.5, 1, 0, 0)).toBe(met.unknown);
    expect(rays.distance).toBeCloseTo(2.5);
    expect(rays.cast(6.5, 1.6, 8.5, 1, 0, 0)).toBe(met.unknown);
    expect(rays.cast(6.5, 3, 8.5, 0, -1, 1e-9)).toBe(met.surface);
    expect(rays.face).toBe(faces.top);
    expect(rays.distance).toBeCloseTo(0.4, 6);
    expect(rays.cast(-40, 1.6, 6.5, 1, 0, 0)).toBe(met.unknown);
  });
});
