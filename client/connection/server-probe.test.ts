import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { probeServer } from './server-probe.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Result of the probe. */
async function outcome(probe: (signal: AbortSignal) => Promise<{ status: number }>, milliseconds = 10_000) {
  const result = probeServer(probe).then(
    () => 'reached',
    (error: unknown) => error,
  );
  await vi.advanceTimersByTimeAsync(milliseconds);
  return result;
}

const never = () => new Promise<{ status: number }>(() => undefined);

describe('probeServer', () => {
  test('ends with the first answer, whatever it is', async () => {
    const probe = vi.fn(async () => ({ status: 404 }));
    expect(await outcome(probe)).toBe('reached');
    expect(probe).toHaveBeenCalledTimes(1);
  });

  test('gets past dead connections and aborts their requests', async () => {
    const signals: AbortSignal[] = [];
    let probes = 0;
    const probe = (signal: AbortSignal) => {
      signals.push(signal);
      return ++probes < 4 ? never() : Promise.resolve({ status: 200 });
    };
    expect(await outcome(probe, 2_000)).toBe('reached');
    expect(probes).toBe(4);
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
  });

  test('fails if the connection is refused, or a proxy reports that the server is down', async () => {
    const refused = await outcome(() => Promise.reject(new TypeError('Failed to fetch')));
    expect(refused).toMatchObject({ reason: 'server-gone', answered: true });
    const proxied = await outcome(async () => ({ status: 502 }));
    expect(proxied).toMatchObject({ reason: 'server-gone', answered: true });
  });

  test('fails without a known cause if nothing comes back after a few probes', async () => {
    const probe = vi.fn(never);
    expect(await outcome(probe, 5_001)).toMatchObject({ reason: 'server-gone', answered: false });
    expect(probe).toHaveBeenCalledTimes(5);
  });
});
