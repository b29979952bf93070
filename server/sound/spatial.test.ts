import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arrivalOf, distanceGain, hearingRange } from './spatial.ts';

const finite = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const yaw = finite(-7, 7);
const distance = finite(0.6, hearingRange - 1);
const openness = finite(0, 1);

/** Arrival of a source at this distance and azimuth (0 ahead, growing to the right) from a heading. */
function arrival(metres: number, azimuth: number, heading: number, open = 1) {
  const angle = heading + azimuth;
  const ear = { x: 3, y: 1.6, z: -2, yaw: heading };
  const source = { x: 3 + metres * Math.sin(angle), y: 1.6, z: -2 + metres * Math.cos(angle) };
  return arrivalOf(ear, source, 1, open);
}

const energy = ({ left, right }: { left: number; right: number }) => left ** 2 + right ** 2;

describe('arrivalOf', () => {
  test('is louder and earlier at the ear of the source’s side', () => {
    fc.assert(
      fc.property(distance, finite(0.05, Math.PI - 0.05), yaw, (metres, azimuth, heading) => {
        const right = arrival(metres, azimuth, heading);
        expect(right.right).toBeGreaterThan(right.left);
        expect(right.leftDelay).toBeGreaterThan(0);
        expect(right.rightDelay).toBe(0);
        const left = arrival(metres, -azimuth, heading);
        expect(left.left).toBeGreaterThan(left.right);
        expect(left.rightDelay).toBeGreaterThan(0);
        expect(left.leftDelay).toBe(0);
      }),
    );
  });

  test('has the same energy from every direction', () => {
    fc.assert(
      fc.property(distance, finite(-4, 4), finite(-4, 4), yaw, (metres, one, other, heading) => {
        expect(energy(arrival(metres, one, heading))).toBeCloseTo(energy(arrival(metres, other, heading)), 9);
      }),
    );
  });

  test('depends on the relative position alone', () => {
    fc.assert(
      fc.property(distance, finite(-3, 3), yaw, yaw, (metres, azimuth, one, other) => {
        const [a, b] = [arrival(metres, azimuth, one), arrival(metres, azimuth, other)];
        expect(a.left).toBeCloseTo(b.left, 9);
        expect(a.leftDelay).toBeCloseTo(b.leftDelay, 9);
      }),
    );
  });

  test('never delays an ear by more than the width of a head', () => {
    fc.assert(
      fc.property(distance, finite(-4, 4), yaw, (metres, azimuth, heading) => {
        const { leftDelay, rightDelay } = arrival(metres, azimuth, heading);
        expect(Math.min(leftDelay, rightDelay)).toBe(0);
        expect(Math.max(leftDelay, rightDelay)).toBeLessThan(0.00066);
      }),
    );
  });

  test('is quieter and duller on a less open path', () => {
    fc.assert(
      fc.property(distance, finite(-3, 3), yaw, openness, openness, (metres, azimuth, heading, a, b) => {
        const more = arrival(metres, azimuth, heading, Math.max(a, b));
        const less = arrival(metres, azimuth, heading, Math.min(a, b));
        expect(energy(less)).toBeLessThanOrEqual(energy(more));
        expect(less.cutoff).toBeLessThanOrEqual(more.cutoff);
      }),
    );
    expect(energy(arrival(3, 1, 0, 0))).toBeLessThan(energy(arrival(3, 1, 0, 1)) / 90);
  });

  test('is duller behind than ahead', () => {
    expect(arrival(3, Math.PI, 0).cutoff).toBeLessThan(arrival(3, 0, 0).cutoff);
  });

  test('is centred if listener and source are at the same position', () => {
    const ear = { x: 1, y: 1.6, z: 1, yaw: 2 };
    const own = arrivalOf(ear, { x: 1, y: 0, z: 1 }, 1, 1);
    expect(own.left).toBeCloseTo(own.right, 12);
    expect([own.leftDelay, own.rightDelay]).toEqual([0, 0]);
  });
});

describe('distanceGain', () => {
  test('never grows with distance and is 0 at the range', () => {
    fc.assert(
      fc.property(finite(0, 50), finite(0, 50), (a, b) => {
        expect(distanceGain(Math.max(a, b))).toBeLessThanOrEqual(distanceGain(Math.min(a, b)));
      }),
    );
    expect(distanceGain(0)).toBe(1);
    expect(distanceGain(hearingRange)).toBe(0);
  });
});
