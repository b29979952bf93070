import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { mediaAnswerSchema } from '../../shared/media.ts';
import { freeCameraView, mostReceived } from '../../shared/watching.ts';
import { NoticeError } from '../contracts/notice-error.ts';
import { MediaServer } from '../streaming/media-server.ts';
import { joinRoom, type Session, startTestApp, until } from './room.fixture.ts';

/** A real room whose media go through real mediasoup workers; only the networks are stand-ins. */
let media: MediaServer;
let started: Awaited<ReturnType<typeof startTestApp>>;
const sessions: Session[] = [];

beforeAll(async () => {
  vi.spyOn(console, 'info').mockImplementation(() => {});
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  media = await MediaServer.create({
    listenAddress: '127.0.0.1',
    workers: 1,
    logger: pino({ level: 'silent' }),
  });
  started = await startTestApp({ freeCamera: 'always' }, { media });
});
afterAll(async () => {
  await Promise.all(sessions.map((session) => session.connection.isOpen && session.leave()));
  await started.app.close();
  await media.close();
});

async function enter(room: string, role: 'player' | 'spectator') {
  const joined = await joinRoom(started.url, room, { role });
  sessions.push(joined.session);
  let next = 0;
  const ask = async (request: Record<string, unknown>): Promise<unknown> => {
    const id = next++;
    joined.session.send('media', { id, ...request });
    const answers = () =>
      joined.heard.media.map((heard) => mediaAnswerSchema.parse(heard)).filter((answer) => answer.id === id);
    await until(`the answer to ${request.method}`, () => answers().length > 0);
    const [answer] = answers();
    if ('error' in answer) throw new NoticeError(answer.error);
    return answer.result;
  };
  const idOf = (result: unknown) => z.object({ id: z.string() }).parse(result).id;
  return {
    ...joined,
    ask,
    async connect() {
      const rtpCapabilities = await ask({ method: 'capabilities' });
      await ask({ method: 'transport' });
      const value = Array.from({ length: 32 }, () => 'AB').join(':');
      const fingerprints = [{ algorithm: 'sha-256', value }];
      await ask({ method: 'connect', dtlsParameters: { role: 'client', fingerprints } });
      return {
        consume: async (view: string, beside: boolean) =>
          idOf(await ask({ method: 'consume', view, rtpCapabilities, beside })),
        resume: (consumer: string) => ask({ method: 'resume', consumer }),
      };
    },
  };
}

describe('a spectator with a wall, through a real media worker', () => {
  test('receives every view beside the one it follows, the free camera’s too, and no more than the limit', async () => {
    const { id: room } = await started.app.lobby.create({ name: 'A room', seats: 3, access: 'public' });
    const players = [await enter(room, 'player'), await enter(room, 'player'), await enter(room, 'player')];
    const sue = await enter(room, 'spectator');
    const path = await sue.connect();
    const followed = await path.consume(players[0].id, false);
    await path.resume(followed);

    const batches = started.model.requests.length;
    const wall = await Promise.all(players.map(({ id }) => path.consume(id, true)));
    await Promise.all(wall.map((consumer) => path.resume(consumer)));
    const { tick } = sue.session.state;
    await until('some ticks', () => sue.session.state.tick > tick + 4);
    const drawn = started.model.requests.slice(batches).map((batch) => batch.map(({ view }) => view));
    for (const views of drawn) expect(views).toEqual(players.map(({ id }) => id));

    // Following another ends the first, and leaves the wall alone.
    const other = await path.consume(players[1].id, false);
    await path.resume(other);
    await expect(path.resume(followed)).rejects.toThrow('consumer-gone');
    await sue.ask({ method: 'close', consumer: followed });
    for (const consumer of wall) expect(await path.resume(consumer)).toEqual({});

    await expect(path.consume(freeCameraView, true)).rejects.toThrow('view-gone');
    sue.session.send('camera', { command: 'take' });
    await until('Sue flies', () => sue.session.state.pilot === sue.id);
    const camera = await path.consume(freeCameraView, true);
    await path.resume(camera);
    sue.session.send('camera', { command: 'release' });
    await until('nobody flies', () => sue.session.state.pilot === '');
    // Its view ended, so its consumer did.
    await expect(path.resume(camera)).rejects.toThrow('consumer-gone');

    const full = async () => {
      for (let i = 0; i <= mostReceived; i++) await path.consume(players[2].id, true);
    };
    await expect(full()).rejects.toThrow('views-at-once');
  });
});

describe('a page whose media do not get through', () => {
  test('may make its path anew any number of times, and is told of no frames of the paths before', async () => {
    const { id: room } = await started.app.lobby.create({ name: 'A room', seats: 1, access: 'public' });
    const ann = await enter(room, 'player');
    const rtpCapabilities = await ann.ask({ method: 'capabilities' });
    for (let times = 0; times < mostReceived + 3; times++) {
      await ann.ask({ method: 'transport' });
      await ann.ask({ method: 'consume', view: ann.id, rtpCapabilities });
      // As often as a page does, so that its rate is not the limit.
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await until('marks of the newest', () => ann.heard.frames.length > 2);
    await ann.ask({ method: 'transport' });
    const { length } = ann.heard.frames;
    const { tick } = ann.session.state;
    await until('some ticks', () => ann.session.state.tick > tick + 4);
    expect(ann.heard.frames.length).toBeLessThanOrEqual(length + 1);
  });
});
