import { observer } from 'mediasoup';
import type { Consumer } from 'mediasoup/types';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { MediaRequest } from '../../shared/media.ts';
import { MediaServer } from './media-server.ts';
import type { SoundStream } from './sound-stream.ts';
import type { ViewStream } from './view-stream.ts';
import type { Viewer } from './viewer.ts';

/** Every consumer that mediasoup creates, by id. */
const consumers = new Map<string, Consumer>();
observer.on('newworker', (worker) => {
  worker.observer.on('newrouter', (router) => {
    router.observer.on('newtransport', (transport) => {
      transport.observer.on('newconsumer', (consumer) => consumers.set(consumer.id, consumer));
    });
  });
});

const dtlsParameters = {
  role: 'client',
  fingerprints: [{ algorithm: 'sha-256', value: Array.from({ length: 32 }, () => 'AB').join(':') }],
};
let server: MediaServer;
let view: ViewStream;
let sound: SoundStream;
let viewer: Viewer;
let rtpCapabilities: Record<string, unknown>;

beforeAll(async () => {
  server = await MediaServer.create({
    listenAddress: '127.0.0.1',
    workers: 1,
    logger: pino({ level: 'silent' }),
  });
  view = await server.createStream({ width: 64, height: 48, rate: 12, room: 'a' });
  sound = await server.createSoundStream({ room: 'a' });
  viewer = server.createViewer(
    () => view,
    'a',
    async () => sound,
  );
  rtpCapabilities = z.record(z.string(), z.unknown()).parse(await ask({ method: 'capabilities' }));
  await ask({ method: 'transport' });
  await ask({ method: 'connect', dtlsParameters });
});
afterAll(() => server.close());

let nextId = 0;
type Request = MediaRequest extends infer Each ? (Each extends unknown ? Omit<Each, 'id'> : never) : never;
const ask = (request: Request) => viewer.handle({ ...request, id: nextId++ });

async function start(request: Request): Promise<Consumer> {
  const { id } = z.object({ id: z.string() }).parse(await ask(request));
  await ask({ method: 'resume', consumer: id });
  const consumer = consumers.get(id);
  if (consumer === undefined) throw new Error('mediasoup made no such consumer');
  return consumer;
}

test('pauses video of a hidden page, keeps sound and holds new consumers back', async () => {
  const watched = await start({ method: 'consume', view: 'a', rtpCapabilities });
  const beside = await start({ method: 'consume', view: 'a', rtpCapabilities, beside: true });
  const heard = await start({ method: 'listen', view: 'a', rtpCapabilities });
  const paused = () => [watched, beside, heard].map((consumer) => consumer.paused);
  expect(paused()).toEqual([false, false, false]);
  viewer.setPaused(true);
  viewer.setPaused(true);
  await expect.poll(paused).toEqual([true, true, false]);
  const other = await start({ method: 'consume', view: 'a', rtpCapabilities });
  expect(other.paused).toBe(true);
  expect(watched.closed).toBe(true);
  // A consumer that was never resumed stays paused.
  const { id } = z
    .object({ id: z.string() })
    .parse(await ask({ method: 'consume', view: 'a', rtpCapabilities, beside: true }));
  viewer.setPaused(false);
  await expect.poll(() => [other.paused, beside.paused]).toEqual([false, false]);
  expect(consumers.get(id)?.paused).toBe(true);
});
