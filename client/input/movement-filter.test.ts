import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MovementFilter } from './movement-filter.ts';

/** Milliseconds between two events: on a screen at 60 Hz, and of a mouse at 125 Hz. */
const frame = 16.7;
const report = 8;

/** Output of a filter for horizontal movements, event by event. */
function through(movements: readonly number[], interval: number | readonly number[] = frame): number[] {
  const filter = new MovementFilter();
  let time = 1_000;
  return movements.map((x, index) => {
    time += typeof interval === 'number' ? interval : interval[index];
    return filter.take(x, 0, time).x;
  });
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** A flick of the mouse by about 90 degrees, as events at 125 Hz; and the same, merged once per frame. */
const flick = [1, 3, 8, 19, 42, 71, 96, 110, 104, 85, 61, 38, 21, 12, 6, 3, 1, 1];
const flickByFrame = [4, 27, 113, 206, 189, 99, 33, 9, 2];
/** A jerk of the wrist: nearly all movement within two frames. */
const jerk = [2, 90, 520, 410, 30, 4, 1];

describe('MovementFilter', () => {
  test.each([
    ['the reported case', [6, 5, 900, 6], [6, 5, 0, 6]],
    ['backwards', [6, 5, -900, 6], [6, 5, 0, 6]],
    ['while it turns the other way', [-6, -5, 900, -6], [-6, -5, 0, -6]],
    ['at the beginning', [900, 6, 5, 6], [0, 6, 5, 6]],
    ['twice, with time between', [6, 900, 6, 5, 6, 7, -700, 5], [6, 0, 6, 5, 6, 7, 0, 5]],
    ['within a fast turn', [40, 42, 41, 2_000, 40, 38], [40, 42, 41, 0, 40, 38]],
    ['with events without movement around', [6, 0, 900, 0, 6], [6, 0, 0, 0, 6]],
  ])('removes one large step (%s)', (_what, movements, expected) => {
    for (const interval of [0, 1, report, frame, 60, 100])
      expect(through(movements, interval)).toEqual(expected);
  });

  test('removes only the outlier after a step that was real', () => {
    for (const interval of [report, frame, 100]) {
      expect(sum(through([6, 5, 80, 900, 6, 6], interval))).toBe(6 + 5 + 80 + 6 + 6);
    }
  });

  test.each([
    ['flick', flick, report],
    ['flick', flick, 1],
    ['flick, once a frame', flickByFrame, frame],
    ['jerk', jerk, frame],
    ['flick to the left', flick.map((x) => -x), report],
    ['two flicks', [...flick, ...flick.map((x) => -x), ...flick], report],
    ['slow turn', Array.from({ length: 50 }, () => 3), frame],
    ['fast turn', Array.from({ length: 50 }, () => 400), frame],
  ])('loses nothing of a %s', (_what, movements, interval) => {
    const passed = through([...movements, 1], interval);
    expect(sum(passed)).toBe(sum(movements) + 1);
    // At most one event late.
    for (let count = 1; count <= movements.length; count++) {
      const late = sum(movements.slice(0, count)) - sum(passed.slice(0, count));
      expect(late === 0 || late === movements[count - 1]).toBe(true);
    }
  });

  test('follows after the page froze and its events were merged into one', () => {
    const movements = [20, 22, 21, 20 * 12, 22, 21];
    const interval = [frame, frame, frame, frame * 12, frame, frame];
    expect(through(movements, interval)).toEqual(movements);
  });

  test('reads invalid movement as rest, and follows again after it', () => {
    const filter = new MovementFilter();
    expect(filter.take(Number.NaN, 4, 0)).toMatchObject({ x: 0, y: 4 });
    expect(filter.take(Number.NaN, Number.POSITIVE_INFINITY, 10)).toEqual({ x: 0, y: 0 });
    expect(filter.take(3, -2, 20)).toMatchObject({ x: 3, y: -2 });
    expect(filter.take(3, -2, Number.NaN)).toMatchObject({ x: 3, y: -2 });
  });

  test('drops a held step when the pointer is released', () => {
    const filter = new MovementFilter();
    filter.take(5, 0, 0);
    expect(filter.take(900, 0, 16).x).toBe(0);
    filter.reset();
    expect(filter.take(850, 0, 32).x).toBe(0);
    expect(filter.take(5, 0, 48).x).toBe(5);
  });

  test('removes any single outlier from any calm movement', () => {
    const calm = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 4, maxLength: 40 });
    fc.assert(
      fc.property(
        calm,
        fc.nat(),
        fc.integer({ min: 250, max: 5_000 }),
        fc.boolean(),
        fc.constantFrom(0, 1, report, frame),
        (movements, place, size, left, interval) => {
          const at = place % (movements.length - 1);
          const spiked = movements.with(at, left ? -size : size);
          const passed = through(spiked, interval);
          expect(passed).toEqual(spiked.with(at, 0));
        },
      ),
    );
  });

  test('loses nothing of a movement that rises and falls over several events', () => {
    // Each event is at most four times as large as its neighbours.
    const factors = fc.array(fc.double({ min: 0.3, max: 3.5, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(factors, fc.constantFrom(1, report, frame), (steps, interval) => {
        const movements = [4];
        for (const factor of steps) {
          movements.push(Math.max(1, Math.min(1_500, Math.round((movements.at(-1) ?? 1) * factor))));
        }
        while ((movements.at(-1) ?? 0) > 8) movements.push(Math.round((movements.at(-1) ?? 0) / 3));
        expect(sum(through(movements, interval))).toBe(sum(movements));
      }),
    );
  });
});
