import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EdgeKeyframes, edgeKeyframeInterval } from './edge-keyframes.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('the first of many is sent at once, and one for all the others when the interval is over', () => {
  const send = vi.fn();
  const keyframes = new EdgeKeyframes(send);
  for (let i = 0; i < 500; i++) keyframes.request();
  expect(send).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(edgeKeyframeInterval - 1);
  expect(send).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  expect(send).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(10 * edgeKeyframeInterval);
  expect(send).toHaveBeenCalledTimes(2);
  keyframes.request();
  expect(send).toHaveBeenCalledTimes(3);
});

test('constant requests are one in an interval, and none after the end', () => {
  const send = vi.fn();
  const keyframes = new EdgeKeyframes(send);
  for (let time = 0; time < 10_000; time += 10) {
    keyframes.request();
    vi.advanceTimersByTime(10);
  }
  expect(send.mock.calls.length).toBeLessThanOrEqual(10_000 / edgeKeyframeInterval + 1);
  const before = send.mock.calls.length;
  keyframes.request();
  keyframes.close();
  vi.advanceTimersByTime(10_000);
  expect(send.mock.calls.length).toBeLessThanOrEqual(before + 1);
});
