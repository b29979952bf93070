import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MemoryTrimming } from './memory-trimming.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('memory is given back once a minute, until it is closed', async () => {
  const trim = vi.fn(async () => 1);
  const trimming = new MemoryTrimming({ trim });
  vi.advanceTimersByTime(59_000);
  expect(trim).toHaveBeenCalledTimes(0);
  vi.advanceTimersByTime(62_000);
  expect(trim).toHaveBeenCalledTimes(2);
  await trimming.close();
  vi.advanceTimersByTime(600_000);
  expect(trim).toHaveBeenCalledTimes(2);
});

test('nothing happens where there is no allocator to ask', () => {
  new MemoryTrimming(undefined);
  expect(() => vi.advanceTimersByTime(120_000)).not.toThrow();
});
