import { pino } from 'pino';
import { describe, expect, test, vi } from 'vitest';
import { MediaError } from './media-error.ts';
import { MediaServer } from './media-server.ts';

const logger = pino({ level: 'silent' });

describe('MediaServer', () => {
  test('names an address that cannot be served', async () => {
    // TEST-NET-3 (RFC 5737): no machine has this address.
    const created = MediaServer.create({ listenAddress: '203.0.113.1', workers: 1, logger });
    await expect(created).rejects.toThrow(MediaError);
    await expect(created).rejects.toThrow('listenAddress: viewers cannot be served at 203.0.113.1');
  });

  test('names a worker executable that is wrong', async () => {
    const created = MediaServer.create({ listenAddress: '127.0.0.1', workerBin: '/nowhere', logger });
    await expect(created).rejects.toThrow(MediaError);
    await expect(created).rejects.toThrow('workerBin names /nowhere');
  });

  test('does not replace a worker that ends after expectEnd', async () => {
    const lines: string[] = [];
    const telling = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });
    const other = await MediaServer.create({ listenAddress: '127.0.0.1', workers: 1, logger: telling });
    other.expectEnd();
    for (const id of other.processIds) process.kill(id, 'SIGINT');
    await vi.waitFor(() => expect(other.processIds).toEqual([]), 30_000);
    await other.close();
    expect(other.processIds).toEqual([]);
    expect(lines).toEqual([]);
  });

  test('closes its streams and viewers and ends its processes', async () => {
    const other = await MediaServer.create({ listenAddress: '127.0.0.1', workers: 2, logger });
    const stream = await other.createStream({ width: 256, height: 144, rate: 12 });
    const watching = other.createViewer(
      () => stream,
      '',
      async () => undefined,
    );
    await watching.handle({ id: 0, method: 'transport' });
    const { processIds } = other;
    expect(processIds).toHaveLength(2);
    await other.close();
    await other.close();
    expect(stream.closed).toBe(true);
    await expect(watching.handle({ id: 1, method: 'capabilities' })).rejects.toThrow('connection-closed');
    for (const id of processIds) expect(() => process.kill(id, 0)).toThrow('ESRCH');
  });
});
