import { expect, test } from 'vitest';
import { DisplayPace } from './display-pace.ts';

test('converges to the interval of the display frames, and a stall hardly changes it', () => {
  const pace = new DisplayPace();
  for (let time = 0; time <= 3_300; time += 33) pace.frame(time);
  expect(pace.period).toBeCloseTo(33, 3);
  pace.frame(7_300);
  expect(pace.period).toBeLessThan(40);
});
