import { expect, test } from 'vitest';
import { makespan, plannedTick, type TickCosts, viewsWithin } from './tick-plan.ts';

const costs: TickCosts = { drawing: [20, 10], delivery: [4, 1], overhead: 2, workers: 2 };

test('the last of several jobs is done when the worker that has most is', () => {
  expect(makespan([], 2)).toBe(0);
  expect(makespan([10], 2)).toBe(10);
  expect(makespan([10, 10, 10], 2)).toBe(20);
  expect(makespan([3, 8, 5], 2)).toBe(8);
  expect(makespan([5, 5], 0)).toBe(10);
});

test('a tick takes the main thread for each view, and the workers for all at once', () => {
  expect(plannedTick([], costs)).toBe(0);
  expect(plannedTick([0], costs)).toBe(20 + 4 + 2);
  expect(plannedTick([0, 1, 1], costs)).toBe(20 + 6 + 6);
});

test('views within a time are counted at one rung', () => {
  expect(viewsWithin(12, 1, costs)).toBe(0);
  // 2 views: 10 + 6 ms; 3: 20 + 9; 4: 20 + 12; 5: 30 + 15.
  expect(viewsWithin(32, 1, costs)).toBe(4);
  expect(viewsWithin(1_000_000, 1, costs, 7)).toBe(7);
});
