import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Notice } from '../../shared/notices/notice.ts';
import { SoundThread } from '../sound/sound-thread.ts';
import { MediaServer } from './media-server.ts';
import { freePorts } from './testing/free-port.ts';
import { ViewerSession } from './testing/viewer-session.ts';
import type { ViewStream } from './view-stream.ts';

/** Long timeout, because test machines are busy. */
const patience = { timeout: 30_000 };
const logger = pino({ level: 'silent' });

let server: MediaServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function roomOf(made: MediaServer, name: string) {
  const stream = await made.createStream({ width: 256, height: 144, rate: 12, room: name });
  const resolve = (view: string): ViewStream | undefined => (view === name ? stream : undefined);
  return { stream, viewer: () => new ViewerSession(made, name, resolve) };
}

/** Kills every worker and waits until each is replaced. */
async function killAll(made: MediaServer): Promise<void> {
  const before = made.processIds;
  for (const id of before) process.kill(id, 'SIGKILL');
  await vi.waitFor(() => {
    expect(made.processIds).toHaveLength(before.length);
    for (const id of before) expect(made.processIds).not.toContain(id);
  }, patience);
}

describe('a media worker that dies', () => {
  beforeEach(async () => {
    server = await MediaServer.create({ listenAddress: '127.0.0.1', workers: 1, logger });
  });

  test('sends each viewer one notice, once it can connect again without rejoining', async () => {
    if (server === undefined) throw new Error('there is no server');
    const { viewer } = await roomOf(server, 'a');
    const watching = [viewer(), viewer()];
    for (const session of watching) {
      await session.open();
      await session.watch('a');
    }
    const idle = viewer();
    for (let turn = 1; turn <= 2; turn++) {
      const again = watching.map(async (session) => {
        await vi.waitFor(() => expect(session.lost).toBe(turn), { ...patience, interval: 1 });
        // Connecting succeeds at once.
        await session.open();
        await session.watch('a');
      });
      await killAll(server);
      await Promise.all(again);
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(watching.map(({ lost }) => lost)).toEqual([2, 2]);
    // A client that never asked for media gets no notice.
    expect(idle.lost).toBe(0);
    for (const { troubles } of [...watching, idle]) expect(troubles).toEqual([]);
  });

  test('sends a notice to a page that asked for a transport while no worker ran', async () => {
    if (server === undefined) throw new Error('there is no server');
    const { viewer } = await roomOf(server, 'a');
    const session = viewer();
    await session.open();
    const dead = killAll(server);
    await vi.waitFor(async () => {
      await expect(session.open()).rejects.toThrow('media-restarting');
    }, patience);
    await dead;
    await vi.waitFor(() => expect(session.lost).toBe(1), patience);
    await session.open();
    await session.watch('a');
  });

  test('sends no notice to a viewer who has left', async () => {
    if (server === undefined) throw new Error('there is no server');
    const session = (await roomOf(server, 'a')).viewer();
    await session.open();
    session.viewer.close();
    await killAll(server);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(session.lost).toBe(0);
  });

  test('sends an error text when it is given up, also to later requests', async () => {
    if (server === undefined) throw new Error('there is no server');
    const { viewer } = await roomOf(server, 'a');
    const session = viewer();
    await session.open();
    for (let death = 0; death < 5; death++) {
      await vi.waitFor(() => expect(server?.processIds).toHaveLength(1), patience);
      process.kill(server.processIds[0], 'SIGKILL');
      await vi.waitFor(() => expect(server?.processIds).toEqual([]), patience);
    }
    await vi.waitFor(() => expect(session.troubles).toHaveLength(1), patience);
    expect(session.troubles[0]).toEqual({ code: 'media-given-up', values: {} });
    await expect(session.open()).rejects.toThrow('media-given-up');
  });
});

describe('with one media port of two workers', () => {
  test('sends one notice for the death of either worker, once both run', async () => {
    const port = await freePorts();
    server = await MediaServer.create({
      listenAddress: '127.0.0.1',
      workers: 2,
      mediaPort: { first: port, last: port },
      logger,
    });
    const rooms = [await roomOf(server, 'a'), await roomOf(server, 'b')];
    const sessions = rooms.map(({ viewer }) => viewer());
    const connect = async () => {
      for (const [index, session] of sessions.entries()) {
        await session.open();
        await session.watch(index === 0 ? 'a' : 'b');
      }
    };
    await connect();
    await killAll(server);
    await vi.waitFor(() => expect(sessions.map(({ lost }) => lost)).toEqual([1, 1]), patience);
    await connect();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(sessions.map(({ lost }) => lost)).toEqual([1, 1]);
  });

  test('that was given up gets no new room', async () => {
    server = await MediaServer.create({ listenAddress: '127.0.0.1', workers: 2, logger });
    const [doomed, other] = server.processIds;
    let victim = doomed;
    for (let death = 0; death < 5; death++) {
      process.kill(victim, 'SIGKILL');
      if (death === 4) break;
      await vi.waitFor(() => {
        const id = server?.processIds.find((each) => each !== other && each !== victim);
        if (id === undefined) throw new Error('not replaced yet');
        victim = id;
      }, patience);
    }
    await vi.waitFor(() => expect(server?.processIds).toEqual([other]), patience);
    await new Promise((resolve) => setTimeout(resolve, 500));
    for (const name of ['a', 'b', 'c']) {
      const session = (await roomOf(server, name)).viewer();
      await session.open();
      await session.watch(name);
    }
  });
});

describe('the sound thread', () => {
  test('sends one notice when it is given up and rejects later requests for sound', async () => {
    const script = new URL(
      `data:text/javascript,${encodeURIComponent(
        "import { parentPort } from 'node:worker_threads'; parentPort.postMessage({ port: 4 }); setTimeout(() => process.exit(1), 50);",
      )}`,
    );
    const thread = new SoundThread(logger, script);
    const notices: Notice[] = [];
    thread.givenUp = (notice) => notices.push(notice);
    thread.open();
    expect(await thread.port).toBe(4);
    await vi.waitFor(() => expect(notices).toHaveLength(1), patience);
    expect(notices[0].code).toBe('sound-given-up');
    await expect(thread.port).rejects.toThrow('sound-given-up');
    await thread.close();
    expect(notices).toHaveLength(1);
  });
});
