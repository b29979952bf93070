import { expect, test } from 'vitest';
import { EventLoopDelay } from './event-loop-delay.ts';

test('the time between two timers is no delay, and blocking the thread is', async () => {
  const resolution = 20;
  const delay = new EventLoopDelay(resolution);
  const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  await pause(2_000);
  // Half of the timers come within the time that lies between them, on a busy machine, too.
  expect(delay.percentile(50)).toBeLessThan(resolution);
  delay.reset();
  // The first timer after a reset is the beginning of the first interval.
  await pause(2 * resolution);
  const until = performance.now() + 300;
  while (performance.now() < until);
  await pause(4 * resolution);
  expect(delay.maximum).toBeGreaterThan(300 - 2 * resolution);
  expect(delay.percentile(100)).toBe(delay.maximum);
  delay.close();
});
