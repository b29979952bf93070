import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Entity, halfExtents } from '../entity.ts';
import { meets, meetsDisc, solidUnder } from './footprint.ts';

const coordinate = fc.double({ min: -2, max: 2, noNaN: true });
const entity = fc.record({
  kind: fc.constantFrom('player', 'door', 'block', 'orb', 'ball'),
  x: coordinate,
  y: fc.constant(0),
  z: coordinate,
  yaw: fc.double({ min: -4, max: 4, noNaN: true }),
  colour: fc.constant<[number, number, number]>([1, 1, 1]),
  state: fc.constant(0),
});

/** A point of the entity's ground, (u, v) in [-1, 1]. */
function pointOf({ kind, x, z, yaw }: Entity, u: number, v: number): [number, number] {
  const [right, , forward] = halfExtents[kind];
  const round = kind === 'player' || kind === 'ball';
  const scale = round ? 1 / Math.max(1, Math.hypot(u, v)) : 1;
  const a = u * right * scale;
  const b = v * forward * scale;
  return [x + a * Math.cos(yaw) + b * Math.sin(yaw), z - a * Math.sin(yaw) + b * Math.cos(yaw)];
}

describe('footprints', () => {
  test('meet both ways or not at all', () => {
    fc.assert(
      fc.property(entity, entity, (a, b) => {
        expect(meets(a, b)).toBe(meets(b, a));
      }),
    );
  });

  test('meet where a point of one lies within the other', () => {
    const unit = fc.double({ min: -0.99, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(entity, entity, unit, unit, (a, b, u, v) => {
        const [x, z] = pointOf(a, u, v);
        if (meetsDisc(b, x, z, 1e-9)) expect(meets(a, b)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('do not meet when their circles are apart', () => {
    fc.assert(
      fc.property(entity, entity, (a, b) => {
        const reach = (e: Entity) => Math.hypot(halfExtents[e.kind][0], halfExtents[e.kind][2]);
        if (Math.hypot(a.x - b.x, a.z - b.z) > reach(a) + reach(b)) expect(meets(a, b)).toBe(false);
      }),
    );
  });

  test('find solid cells beneath them', () => {
    const grid = { cellSize: 1, solidAt: (x: number, z: number) => x === 2 && z === 1 };
    expect(solidUnder(grid, 1.5, 1.5, 0.4)).toBe(false);
    expect(solidUnder(grid, 1.7, 1.5, 0.4)).toBe(true);
    expect(solidUnder(grid, 1.7, 0.5, 0.4)).toBe(false);
    expect(solidUnder(grid, 1.7, 0.7, 0.4)).toBe(true);
  });
});
