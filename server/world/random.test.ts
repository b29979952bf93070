import { expect, test } from 'vitest';
import { chance } from './random.ts';

test('chance is deterministic and uniform', () => {
  expect(chance(1, 2, 3)).toBe(chance(1, 2, 3));
  expect(chance(1, 2, 3)).not.toBe(chance(3, 2, 1));
  const bins = new Array<number>(10).fill(0);
  for (let tick = 0; tick < 10_000; tick++) bins[Math.floor(chance(7, tick, 0) * 10)]++;
  for (const count of bins) {
    expect(count).toBeGreaterThan(850);
    expect(count).toBeLessThan(1150);
  }
});
