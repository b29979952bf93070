import { expect, test } from 'vitest';
import { MemoryTrace } from './memory-trace.ts';

const megabyte = 2 ** 20;

test('the last minute is compared with the tenth, by the medians of their samples', () => {
  const trace = new MemoryTrace();
  for (let minute = 0; minute < 30; minute++) {
    for (const [i, more] of [0, 900, 2].entries()) {
      trace.add(minute * 60 + i * 20, (100 + minute + more) * megabyte);
    }
  }
  const { minutes, tenth, last, ratio } = trace.figures();
  expect(minutes).toHaveLength(30);
  expect([tenth, last]).toEqual([111, 131]);
  expect(ratio).toBeCloseTo(131 / 111, 9);
});

test('of a walk of less than ten minutes, the last one is compared with itself', () => {
  const trace = new MemoryTrace();
  trace.add(0, 50 * megabyte);
  trace.add(70, 60 * megabyte);
  trace.add(80, 70 * megabyte);
  expect(trace.figures()).toEqual({ minutes: [50, 65], tenth: 65, last: 65, ratio: 1 });
  expect(() => new MemoryTrace().figures()).toThrow('no memory');
});
