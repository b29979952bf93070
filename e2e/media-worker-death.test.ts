import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestBed, type TestBed } from './test-bed.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

describe('a killed media worker', () => {
  let testBed: TestBed;
  const visitors: Visitor[] = [];

  beforeAll(async () => {
    testBed = await openTestBed(undefined, { options: ['--media-workers', '1'] });
    const room = await testBed.createRoom();
    for (const [link, name] of [
      [room.playLink, 'Ann'],
      [room.watchLink, 'Sue'],
    ] as const) {
      const visitor = await testBed.open(link, name);
      await visitor.reaches('playing');
      visitors.push(visitor);
    }
  });

  afterAll(() => testBed?.close());

  test('is replaced, and all pages soon have a picture again, on the same connection to the room', async () => {
    const ids = await Promise.all(visitors.map((visitor) => visitor.id()));
    const [worker] = await workers();
    process.kill(worker, 'SIGKILL');
    await until('another worker runs', async () => (await workers()).some((id) => id !== worker));
    const { tick } = await visitors[0].state();
    await Promise.all(visitors.map((visitor) => visitor.frame(tick)));
    expect(await Promise.all(visitors.map((visitor) => visitor.id()))).toEqual(ids);
  });
});

/** Process ids of the media workers. */
async function workers(): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,ppid=,args=']);
  const processes = stdout.split('\n').flatMap((line) => {
    const [, id, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return id === undefined ? [] : [{ id: Number(id), parent: Number(parent), command }];
  });
  const servers = processes.filter(({ parent }) => parent === process.pid).map(({ id }) => id);
  return processes
    .filter(({ parent, command }) => servers.includes(parent) && command.includes('mediasoup-worker'))
    .map(({ id }) => id);
}
