import { afterEach, describe, expect, test, vi } from 'vitest';
import { LoadMeter } from './load-meter.ts';

/** Timeout in milliseconds; long, because test machines are busy. */
const patience = 30_000;

let meter: LoadMeter | undefined;
afterEach(() => meter?.close());

describe('LoadMeter', () => {
  test('reports the differences between two samples', async () => {
    const usage = { waiting: 0, workers: 2, views: 100, imagined: 10, engine: 3000, inference: 2500 };
    const worker = { processId: 7, cpuMilliseconds: 1000, residentBytes: 5000 };
    const failed = vi.fn();
    meter = new LoadMeter(
      { mediaWorkers: async () => [{ ...worker }], generation: () => ({ ...usage }) },
      failed,
    );
    await vi.waitFor(async () => {
      await meter?.sample();
      expect(meter?.load).toBeDefined();
    }, patience);
    expect(meter.load?.generation).toEqual({
      workers: 2,
      viewsPerSecond: 0,
      imaginedShare: 0,
      engineMilliseconds: 0,
      inferenceMilliseconds: 0,
    });
    Object.assign(usage, { views: 110, imagined: 15, engine: 3300, inference: 2700 });
    worker.cpuMilliseconds += 1;
    await meter.sample();
    const { load } = meter;
    expect(load?.generation).toMatchObject({
      imaginedShare: 0.5,
      engineMilliseconds: 30,
      inferenceMilliseconds: 20,
    });
    expect(load?.generation.viewsPerSecond).toBeGreaterThan(0);
    expect(load?.mediaWorkers).toEqual([{ processId: 7, cores: expect.any(Number), residentBytes: 5000 }]);
    expect(load?.mediaWorkers[0].cores).toBeGreaterThan(0);
    expect(load?.residentBytes).toBeGreaterThan(1e6);
    expect(load?.cores).toBeGreaterThan(0);
    expect(failed).not.toHaveBeenCalled();
  });

  test('continues when figures cannot be read', async () => {
    const failed = vi.fn();
    const mediaWorkers = () => Promise.reject(new Error('no worker'));
    const generation = () => ({ workers: 0, waiting: 0, views: 0, imagined: 0, engine: 0, inference: 0 });
    meter = new LoadMeter({ mediaWorkers, generation }, failed);
    await vi.waitFor(() => expect(failed).toHaveBeenCalled(), patience);
    expect(meter.load).toBeUndefined();
  });
});
