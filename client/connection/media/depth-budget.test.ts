import { expect, test } from 'vitest';
import { DepthBudget } from './depth-budget.ts';

const second = 1000;

/** So many frames at 12 a second from `now` on, of which every `nth` has its map. Returns the time afterwards. */
function frames(budget: DepthBudget, count: number, nth: number, now: number): number {
  for (let i = 0; i < count; i++) budget.displayed(i % nth === 0, now + (i * second) / 12);
  return now + (count * second) / 12;
}

test('maps are received as long as every second frame has its own', () => {
  const budget = new DepthBudget();
  frames(budget, 600, 2, 0);
  expect(budget.allows).toBe(true);
});

test('a line that loses most maps goes without them, each time for longer', () => {
  const budget = new DepthBudget();
  let now = frames(budget, 60, 3, 0);
  for (const rest of [30, 60, 120]) {
    expect(budget.allows).toBe(false);
    // The last frame before the rest ends, and the first after it.
    budget.displayed(false, now + (rest - 1) * second);
    expect(budget.allows).toBe(false);
    now = frames(budget, 60, 3, now + rest * second);
  }
});

test('after maps came again, a rest is as short as the first', () => {
  const budget = new DepthBudget();
  const resting = frames(budget, 60, 3, 0);
  const again = frames(budget, 60, 1, resting + 31 * second);
  const lost = frames(budget, 60, 3, again);
  expect(budget.allows).toBe(false);
  budget.displayed(true, lost + 31 * second);
  expect(budget.allows).toBe(true);
});
