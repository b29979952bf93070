import { describe, expect, test } from 'vitest';
import { LossControl } from './loss-control.ts';

const far = { roundTrip: 200 };

/** Reports once a second from `from` on; returns the protection after each. */
function after(control: LossControl, lost: readonly number[], from = 0, roundTrip?: number): number[] {
  return lost.map((share, index) => {
    control.report({ lost: share, roundTrip: roundTrip ?? far.roundTrip }, from + index * 1000);
    return control.protection;
  });
}

const seconds = (count: number, lost = 0) => Array.from({ length: count }, () => lost);

describe('LossControl', () => {
  test('protects from the first reports of heavy losses', () => {
    expect(after(new LossControl(), [0, 0.2])[1]).toBeGreaterThan(0);
  });

  test('leaves lines alone that lose nothing, or little', () => {
    expect(new Set(after(new LossControl(), seconds(60)))).toEqual(new Set([0]));
    expect(new Set(after(new LossControl(), seconds(60, 0.02)))).toEqual(new Set([0]));
    expect(after(new LossControl(), [0, 0.1, 0, 0, 0.1, 0]).at(-1)).toBe(0);
  });

  test('leaves short ways alone, on which lost packets are sent again in time', () => {
    expect(new Set(after(new LossControl(), seconds(30, 0.2), 0, 20))).toEqual(new Set([0]));
    const unknown = new LossControl();
    unknown.report({ lost: 0.5, roundTrip: undefined }, 0);
    expect(unknown.protection).toBe(0);
  });

  test('protects against the losses that there are, within bounds', () => {
    expect(after(new LossControl(), seconds(20, 0.2)).at(-1)).toBeCloseTo(0.2, 3);
    expect(after(new LossControl(), seconds(20, 0.07)).at(-1)).toBe(0.1);
    expect(after(new LossControl(), seconds(20, 0.9)).at(-1)).toBe(0.35);
  });

  test('goes on through single reports without losses, and ends after ten seconds of them', () => {
    const control = new LossControl();
    expect(after(control, [0.2, 0.2, 0, 0, 0.2, 0, 0, 0.2]).every((protection) => protection > 0)).toBe(true);
    const ended = after(control, seconds(30), 8_000).indexOf(0);
    expect(ended).toBeGreaterThanOrEqual(10);
    expect(ended).toBeLessThan(20);
  });

  test('holds for longer each time losses come back soon, and forgets that on a good line', () => {
    const control = new LossControl();
    let at = 0;
    const held = () => {
      after(control, [0.2, 0.2], at);
      at += 2_000;
      const ended = after(control, seconds(400), at).indexOf(0);
      at += (ended + 1) * 1000;
      return ended;
    };
    const [first, second, third] = [held(), held(), held()];
    expect(second).toBeGreaterThan(first + 5);
    expect(third).toBeGreaterThan(second + 15);
    at += 120_000;
    expect(held()).toBe(first);
  });
});
