import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookingResponse, movingResponse, respond, type StickResponse, touchResponse } from './stick.ts';

const response = fc.oneof(
  fc.constantFrom(movingResponse, lookingResponse, touchResponse),
  fc.record({
    deadZone: fc.double({ min: 0, max: 0.5, noNaN: true }),
    edge: fc.double({ min: 0.6, max: 1, noNaN: true }),
    exponent: fc.double({ min: 1, max: 3, noNaN: true }),
  }),
);
/** Worn sticks and fingers can exceed 1. */
const reach = fc.double({ min: -2, max: 2, noNaN: true });
const angle = fc.double({ min: 0, max: 2 * Math.PI, noNaN: true });

function length(radius: number, direction: number, by: StickResponse): number {
  const { x, y } = respond({ x: radius * Math.cos(direction), y: radius * Math.sin(direction) }, by);
  return Math.hypot(x, y);
}

describe('respond', () => {
  it('stays within the unit circle', () => {
    fc.assert(
      fc.property(reach, reach, response, (x, y, by) => {
        const pushed = respond({ x, y }, by);
        expect(Math.hypot(pushed.x, pushed.y)).toBeLessThanOrEqual(1 + 1e-12);
        expect(Math.abs(pushed.x)).toBeLessThanOrEqual(1);
        expect(Math.abs(pushed.y)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is zero inside the dead zone, in every direction', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.999, noNaN: true }), angle, response, (share, direction, by) => {
        expect(length(share * by.deadZone, direction, by)).toBe(0);
      }),
    );
  });

  it('is 1 from the edge on', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), angle, response, (more, direction, by) => {
        expect(length(by.edge + 1e-9 + more, direction, by)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('grows with the deflection of the stick', () => {
    const radius = fc.double({ min: 0, max: 1.5, noNaN: true });
    fc.assert(
      fc.property(radius, radius, angle, response, (a, b, direction, by) => {
        const [near, far] = [Math.min(a, b), Math.max(a, b)];
        expect(length(near, direction, by)).toBeLessThanOrEqual(length(far, direction, by) + 1e-9);
      }),
    );
  });

  it('is continuous: a small step of the stick is a small step of the output', () => {
    const step = 1e-6;
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1.5, noNaN: true }), angle, response, (radius, direction, by) => {
        const steepest = by.exponent / (by.edge - by.deadZone);
        const change = Math.abs(length(radius + step, direction, by) - length(radius, direction, by));
        expect(change).toBeLessThanOrEqual(steepest * step * 1.01 + 1e-12);
      }),
    );
  });

  it('keeps the direction', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.6, max: 1.4, noNaN: true }),
        angle,
        response,
        (radius, direction, by) => {
          const { x, y } = respond({ x: radius * Math.cos(direction), y: radius * Math.sin(direction) }, by);
          expect(x * Math.sin(direction) - y * Math.cos(direction)).toBeCloseTo(0, 9);
          expect(x * Math.cos(direction) + y * Math.sin(direction)).toBeGreaterThan(0);
        },
      ),
    );
  });

  it('reads NaN as a released stick', () => {
    expect(respond({ x: Number.NaN, y: 0 }, movingResponse)).toEqual({ x: 0, y: 0 });
    expect(respond({ x: Number.POSITIVE_INFINITY, y: 0 }, movingResponse)).toEqual({ x: 0, y: 0 });
  });
});
