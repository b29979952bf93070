import fc from 'fast-check';
import { expect, test } from 'vitest';
import { intrinsicsAt, project, unproject } from '../../shared/geometry/camera.ts';
import { tintTransform } from './tint-transform.ts';

const view = { width: 256, height: 144, focal: 176 };
const width = 800;
const layer = intrinsicsAt(view, width);
const eye = { x: 3, y: 1.6, z: -2 };
const angle = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true });

/** Where CSS puts a point of the layer: a column-major 4 x 4 matrix, then the division by w. */
function placed(transform: string, u: number, v: number): { u: number; v: number } {
  if (transform === 'none') return { u, v };
  const numbers = transform.match(/-?\d+(\.\d+)?(?=[,)])/g)?.map(Number) ?? [];
  expect(numbers).toHaveLength(16);
  const row = (of: number) => numbers[of] * u + numbers[4 + of] * v + numbers[12 + of];
  return { u: row(0) / row(3), v: row(1) / row(3) };
}

test('a point of the tint lies where the turned picture shows what is there', () => {
  const sides = fc.record({
    u: fc.double({ min: 0, max: 1, noNaN: true }),
    v: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(
      angle(Math.PI),
      angle(0.5),
      angle(0.4),
      angle(0.3),
      sides,
      (yaw, pitch, turned, tilted, at) => {
        const drawn = { yaw, pitch };
        const shown = { yaw: yaw + turned, pitch: pitch + tilted };
        const [u, v] = [at.u * layer.width, at.v * layer.height];
        const there = project(layer, { ...eye, ...shown }, unproject(layer, { ...eye, ...drawn }, u, v, 4));
        fc.pre(there.depth > 1);
        const found = placed(tintTransform(drawn, shown, view, width), u, v);
        expect(found.u).toBeCloseTo(there.u, 1);
        expect(found.v).toBeCloseTo(there.v, 1);
      },
    ),
  );
});

test('a picture that is not turned leaves the tint as it is', () => {
  const look = { yaw: 1, pitch: -0.2 };
  expect(tintTransform(look, { ...look }, view, width)).toBe('none');
});
