import { describe, expect, test } from 'vitest';
import type { Rung } from './ladder.ts';
import { makespan } from './tick-plan.ts';
import { learning, ViewCosts } from './view-costs.ts';

const rungs: Rung[] = [
  { size: { width: 512, height: 288 }, keyframes: 7 },
  { size: { width: 256, height: 144 }, keyframes: 7 },
  { size: { width: 256, height: 144 }, keyframes: 4 },
];
const own = 1;

function measured() {
  const costs = new ViewCosts(rungs, own);
  let at = 0;
  return {
    costs,
    now: () => at,
    /** Ticks of one view each, 12 a second. */
    draw(rung: number, milliseconds: number, ticks: number, imagined = false) {
      for (let tick = 0; tick < ticks; tick++) {
        at += 1000 / 12;
        const began = at - milliseconds - 5;
        const views = [{ rung, milliseconds, imagined }];
        costs.add({ began, delivered: at, delivery: rung === 0 ? 8 : 2, views }, (jobs) => makespan(jobs, 2));
        if (tick % 6 === 5) costs.learn(at);
      }
    },
  };
}

describe('what a view costs', () => {
  test('is not known before enough was measured', () => {
    const { costs, draw, now } = measured();
    expect(costs.now(0, 2)).toBeUndefined();
    expect(costs.age(0)).toBe(Number.POSITIVE_INFINITY);
    draw(own, 10, learning.fewest - 1);
    expect(costs.now(now(), 2)).toBeUndefined();
    draw(own, 10, 1);
    expect(costs.now(now(), 2)).toBeDefined();
  });

  test('at sizes that were never drawn is expected to be more, or less with fewer keyframes', () => {
    const { costs, draw, now } = measured();
    draw(own, 10, 12);
    const known = costs.now(now(), 2);
    expect(known?.drawing[own]).toBeCloseTo(10);
    expect(known?.drawing[0]).toBeGreaterThan(10);
    expect(known?.drawing[2]).toBeLessThan(10);
    // Encoding goes with the pixels.
    expect(known?.delivery).toEqual([8, 2, 2]);
    expect(known?.overhead).toBeCloseTo(3);
  });

  test('at another size is learnt by comparing both', () => {
    const { costs, draw, now } = measured();
    for (let turn = 0; turn < 10; turn++) {
      draw(own, 10, 12);
      draw(0, 30, 12);
    }
    draw(own, 10, 24);
    expect(costs.now(now(), 2)?.drawing[0]).toBeGreaterThan(25);
    expect(costs.now(now(), 2)?.drawing[own]).toBeCloseTo(10);
  });

  test('follows the machine at once, at all sizes', () => {
    const { costs, draw, now } = measured();
    draw(own, 10, 36);
    const before = costs.now(now(), 2)?.drawing[0] ?? 0;
    draw(own, 20, 18);
    expect(costs.now(now(), 2)?.drawing[own]).toBeCloseTo(20);
    expect(costs.now(now(), 2)?.drawing[0]).toBeCloseTo(2 * before, 0);
  });

  test('does not follow views that are made up, nor those that nothing changed in', () => {
    const { costs, draw, now } = measured();
    draw(own, 10, 12);
    draw(own, 400, 12, true);
    draw(own, 0, 12);
    expect(costs.now(now(), 2)?.drawing[own]).toBeCloseTo(10);
    expect(costs.age(now())).toBeCloseTo(2_000);
  });
});

test('measurements count back to the last pause', () => {
  const { costs, draw, now } = measured();
  draw(own, 10, 120);
  expect(costs.measuredFor(now())).toBeCloseTo(10_000, -3);
  draw(own, 0, 30);
  expect(costs.measuredFor(now())).toBeCloseTo(12_500, -3);
  draw(own, 0, 100);
  expect(costs.measuredFor(now())).toBe(0);
  draw(own, 10, 12);
  expect(costs.measuredFor(now())).toBeLessThan(1_100);
});
