import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followLine } from './line-reports.ts';
import type { LineReport } from './loss-control.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function consumerOf(
  getStats: () => Promise<{ type: string; fractionLost: number; roundTripTime?: number }[]>,
) {
  return { paused: false, closed: false, observer: new EventEmitter(), getStats };
}

const own = { type: 'outbound-rtp', fractionLost: 64, roundTripTime: 200 };
const producers = { type: 'inbound-rtp', fractionLost: 128, roundTripTime: 1 };

test('reports once a second what the receiver says, until the consumer is closed', async () => {
  const reports: LineReport[] = [];
  const consumer = consumerOf(async () => [producers, own]);
  followLine(consumer, (line) => reports.push(line));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(reports).toEqual([
    { lost: 0.25, roundTrip: 200 },
    { lost: 0.25, roundTrip: 200 },
  ]);
  consumer.observer.emit('close');
  await vi.advanceTimersByTimeAsync(5_000);
  expect(reports).toHaveLength(2);
});

test('says that the way is unknown where no report came, and nothing while paused', async () => {
  const reports: LineReport[] = [];
  const consumer = consumerOf(async () => [{ ...own, roundTripTime: 0 }]);
  followLine(consumer, (line) => reports.push(line));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(reports).toEqual([{ lost: 0.25, roundTrip: undefined }]);
  consumer.paused = true;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(reports).toHaveLength(1);
});

test('goes on after statistics that could not be read', async () => {
  const report = vi.fn();
  const getStats = vi.fn(async () => [own]).mockRejectedValueOnce(new Error('the worker died'));
  followLine(consumerOf(getStats), report);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(report).toHaveBeenCalledOnce();
});
