import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { padFlight } from './flight-pad.ts';

const pad = (axes: number[], pressed: Record<number, number> = {}, mapping = 'standard') => ({
  index: 0,
  mapping,
  axes,
  buttons: Array.from({ length: 17 }, (_, index) => ({
    pressed: (pressed[index] ?? 0) > 0,
    value: pressed[index] ?? 0,
  })),
});
const still = { move: 0, strafe: 0, rise: 0, turn: 0, look: 0 };

describe('padFlight', () => {
  test.each([
    [[0, -1, 0, 0], {}, { move: 1 }],
    [[1, 0, 0, 0], {}, { strafe: 1 }],
    [[0, 0, -1, 0], {}, { turn: -1 }],
    [[0, 0, 0, 1], {}, { look: -1 }],
    [[0, 0, 0, 0], { 7: 1 }, { rise: 1 }],
    [[0, 0, 0, 0], { 4: 1 }, { rise: -1 }],
    [[0, 0, 0, 0], { 7: 0.5, 6: 0.5 }, {}],
    [[0.05, -0.05, 0.05, 0], {}, {}],
  ])('axes %j and buttons %j', (axes, pressed, asked) => {
    const flight = padFlight([pad(axes, pressed)], 0.15);
    for (const [name, value] of Object.entries({ ...still, ...asked })) {
      expect(flight[name as keyof typeof flight]).toBeCloseTo(value, 6);
    }
  });

  test('ignores pads with an unknown layout, and works without pads', () => {
    expect(padFlight([pad([1, 1, 1, 1], { 7: 1 }, '')], 0.15)).toEqual(still);
    expect(padFlight([], 0.15)).toEqual(still);
  });

  test('stays within the limits, whatever axes a pad reports', () => {
    const value = fc.double({ min: -1.2, max: 1.2, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { maxLength: 4 }), value, (axes, pressed) => {
        for (const asked of Object.values(padFlight([pad(axes, { 5: pressed }), pad([])], 0.15))) {
          expect(Math.abs(asked)).toBeLessThanOrEqual(1 + 1e-9);
        }
      }),
    );
  });
});
