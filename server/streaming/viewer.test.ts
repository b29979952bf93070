import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { MediaRequest } from '../../shared/media.ts';
import { MediaServer } from './media-server.ts';
import type { SoundStream } from './sound-stream.ts';
import type { ViewStream } from './view-stream.ts';
import type { Viewer } from './viewer.ts';

/** Milliseconds. Long, because test machines are busy. */
const patience = 30_000;

const width = 256;
const height = 144;
const logger = pino({ level: 'silent' });
const dtlsParameters = {
  role: 'client',
  fingerprints: [{ algorithm: 'sha-256', value: Array.from({ length: 32 }, () => 'AB').join(':') }],
};
const transportAnswer = z.object({
  id: z.string(),
  iceCandidates: z.array(z.object({ ip: z.string(), protocol: z.string() })),
});
const consumerAnswer = z.object({
  id: z.string(),
  rtpParameters: z.object({ codecs: z.array(z.object({ mimeType: z.string() })) }),
});

type Request = MediaRequest extends infer Each ? (Each extends unknown ? Omit<Each, 'id'> : never) : never;

let server: MediaServer;
const streams = new Map<string, ViewStream>();
const sounds = new Map<string, SoundStream>();
let viewer: Viewer;
let rtpCapabilities: Record<string, unknown>;

beforeAll(async () => {
  server = await MediaServer.create({
    listenAddress: '127.0.0.1',
    interfaces: () => ({}),
    workers: 2,
    logger,
  });
});
afterAll(() => server.close());
beforeEach(async () => {
  for (const view of ['red', 'blue', 'green']) {
    streams.set(view, await server.createStream({ width, height, rate: 12, room: 'a' }));
  }
  for (const view of ['red', 'blue']) sounds.set(view, await server.createSoundStream({ room: 'a' }));
  viewer = server.createViewer(
    (view) => streams.get(view),
    'a',
    async (view) => sounds.get(view),
  );
  rtpCapabilities = z.record(z.string(), z.unknown()).parse(await ask(viewer, { method: 'capabilities' }));
});
afterEach(() => {
  viewer.close();
  for (const stream of streams.values()) stream.close();
  streams.clear();
  for (const sound of sounds.values()) sound.close();
  sounds.clear();
});

let nextId = 0;
function ask(who: Viewer, request: Request): Promise<unknown> {
  return who.handle({ ...request, id: nextId++ });
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('there is none');
  return value;
}

async function connected(who: Viewer): Promise<void> {
  await ask(who, { method: 'transport' });
  await ask(who, { method: 'connect', dtlsParameters });
}

async function consume(who: Viewer, view: string): Promise<string> {
  return consumerAnswer.parse(await ask(who, { method: 'consume', view, rtpCapabilities })).id;
}

describe('Viewer', () => {
  test.each(['depth', 'origin'] as const)('receives maps of one view at a time: %s', async (method) => {
    await connected(viewer);
    const sent = (view: string) => vi.spyOn(required(streams.get(view)?.[method].producer), 'send');
    const [red, blue] = [sent('red'), sent('blue')];
    const pixels = new Uint8Array(width * height);
    const planes = {
      width,
      height,
      entity: pixels,
      coverage: pixels,
      confidence: pixels,
      leastConfidence: 1,
    };
    let time = 0;
    const push = async () => {
      time += 1_000;
      const rgb = new Uint8Array(3 * width * height);
      const depth = { width, height, inverseDepth: new Uint16Array(width * height) };
      for (const stream of streams.values()) {
        await stream.push({ width, height, rgb, depth, origin: planes }, time);
      }
    };
    const counts = () => [red.mock.calls.length, blue.mock.calls.length];
    await push();
    expect(counts()).toEqual([0, 0]);
    await ask(viewer, { method, view: 'red' });
    await push();
    expect(counts()).toEqual([1, 0]);
    const { id } = z.object({ id: z.string() }).parse(await ask(viewer, { method, view: 'blue' }));
    await push();
    expect(counts()).toEqual([1, 1]);
    await ask(viewer, { method: 'close', consumer: id });
    await push();
    expect(counts()).toEqual([1, 1]);
    await expect(ask(viewer, { method, view: 'nobody' })).rejects.toThrow();
  });

  test('opens a transport on loopback, connects, consumes and resumes', async () => {
    const { iceCandidates } = transportAnswer.parse(await ask(viewer, { method: 'transport' }));
    expect(new Set(iceCandidates.map(({ ip }) => ip))).toEqual(new Set(['127.0.0.1']));
    expect(iceCandidates.map(({ protocol }) => protocol)).toEqual(['udp', 'tcp']);
    expect(await ask(viewer, { method: 'connect', dtlsParameters })).toEqual({});
    const answer = consumerAnswer.parse(
      await ask(viewer, { method: 'consume', view: 'red', rtpCapabilities }),
    );
    expect(answer.rtpParameters.codecs[0].mimeType).toBe('video/VP8');
    expect(await ask(viewer, { method: 'resume', consumer: answer.id })).toEqual({});
  });

  test('answers concurrent requests in order', async () => {
    const order: string[] = [];
    const requests: Request[] = [
      { method: 'transport' },
      { method: 'connect', dtlsParameters },
      { method: 'consume', view: 'red', rtpCapabilities },
    ];
    await Promise.all(
      requests.map(async (request) => {
        await ask(viewer, request);
        order.push(request.method);
      }),
    );
    expect(order).toEqual(['transport', 'connect', 'consume']);
  });

  test('switches when another view is resumed, and accepts a late close of the old one', async () => {
    await connected(viewer);
    const red = await consume(viewer, 'red');
    await ask(viewer, { method: 'resume', consumer: red });
    const blue = await consume(viewer, 'blue');
    // The old consumer runs until the new one does.
    await ask(viewer, { method: 'resume', consumer: red });
    const again = await consume(viewer, 'blue');
    await ask(viewer, { method: 'resume', consumer: again });
    for (const old of [red, blue]) {
      await expect(ask(viewer, { method: 'resume', consumer: old })).rejects.toThrow('consumer-gone');
      expect(await ask(viewer, { method: 'close', consumer: old })).toEqual({});
    }
  });

  test('has sound and video at once and switches either alone', async () => {
    await connected(viewer);
    const red = await consume(viewer, 'red');
    await ask(viewer, { method: 'resume', consumer: red });
    const answer = consumerAnswer.parse(
      await ask(viewer, { method: 'listen', view: 'red', rtpCapabilities }),
    );
    expect(answer.rtpParameters.codecs[0].mimeType).toBe('audio/opus');
    await ask(viewer, { method: 'resume', consumer: answer.id });
    expect(await ask(viewer, { method: 'resume', consumer: red })).toEqual({});
    const other = consumerAnswer.parse(
      await ask(viewer, { method: 'listen', view: 'blue', rtpCapabilities }),
    );
    await ask(viewer, { method: 'resume', consumer: other.id });
    await expect(ask(viewer, { method: 'resume', consumer: answer.id })).rejects.toThrow('consumer-gone');
    expect(await ask(viewer, { method: 'resume', consumer: red })).toEqual({});
    await ask(viewer, { method: 'close', consumer: other.id });
    await expect(ask(viewer, { method: 'resume', consumer: other.id })).rejects.toThrow('consumer-gone');
  });

  test('keeps at most two consumers waiting to be resumed', async () => {
    await connected(viewer);
    const [first, second, third] = [
      await consume(viewer, 'red'),
      await consume(viewer, 'blue'),
      await consume(viewer, 'green'),
    ];
    await expect(ask(viewer, { method: 'resume', consumer: first })).rejects.toThrow('consumer-gone');
    expect(await ask(viewer, { method: 'resume', consumer: second })).toEqual({});
    await expect(ask(viewer, { method: 'resume', consumer: third })).rejects.toThrow('consumer-gone');
  });

  test('receives several views beside the one in focus', async () => {
    await connected(viewer);
    const beside = async (view: string) =>
      consumerAnswer.parse(await ask(viewer, { method: 'consume', view, rtpCapabilities, beside: true })).id;
    const wall = [await beside('red'), await beside('blue'), await beside('green')];
    for (const consumer of wall) await ask(viewer, { method: 'resume', consumer });
    for (const view of ['red', 'blue']) {
      await ask(viewer, { method: 'resume', consumer: await consume(viewer, view) });
    }
    // Resuming again succeeds only if the consumers still exist.
    for (const consumer of wall) expect(await ask(viewer, { method: 'resume', consumer })).toEqual({});
    await ask(viewer, { method: 'close', consumer: wall[1] });
    await expect(ask(viewer, { method: 'resume', consumer: wall[1] })).rejects.toThrow('consumer-gone');
    expect(await ask(viewer, { method: 'resume', consumer: wall[2] })).toEqual({});
  });

  test('closes the consumer of a player who leaves and keeps the others', async () => {
    await connected(viewer);
    const red = await consume(viewer, 'red');
    streams.get('red')?.close();
    await vi.waitFor(
      () => expect(ask(viewer, { method: 'resume', consumer: red })).rejects.toThrow('consumer-gone'),
      patience,
    );
    await expect(consume(viewer, 'red')).rejects.toThrow('view-gone');
    expect(await ask(viewer, { method: 'resume', consumer: await consume(viewer, 'blue') })).toEqual({});
  });

  test('replaces a lost transport', async () => {
    await connected(viewer);
    const red = await consume(viewer, 'red');
    await connected(viewer);
    await expect(ask(viewer, { method: 'resume', consumer: red })).rejects.toThrow('consumer-gone');
    expect(await ask(viewer, { method: 'resume', consumer: await consume(viewer, 'red') })).toEqual({});
  });

  test.each<[string, Request, string]>([
    ['connect before transport', { method: 'connect', dtlsParameters }, 'no-transport'],
    ['consume before transport', { method: 'consume', view: 'red', rtpCapabilities: {} }, 'no-transport'],
    ['resume of nothing', { method: 'resume', consumer: 'x' }, 'consumer-gone'],
  ])('rejects %s', async (_name, request, error) => {
    await expect(ask(viewer, request)).rejects.toThrow(error);
  });

  test.each<[string, Request, string]>([
    [
      'an unknown view',
      { method: 'consume', view: 'nobody', rtpCapabilities: { codecs: [vp8()] } },
      'view-gone',
    ],
    [
      'sound of an unknown view',
      { method: 'listen', view: 'nobody', rtpCapabilities: { codecs: [vp8()] } },
      'view-gone',
    ],
    [
      'a listener without Opus',
      { method: 'listen', view: 'red', rtpCapabilities: { codecs: [vp8()] } },
      '"Opus"',
    ],
    [
      'no codecs to listen with',
      { method: 'listen', view: 'red', rtpCapabilities: {} },
      'media.rtpCapabilities.codecs"',
    ],
    ['no codecs', { method: 'consume', view: 'red', rtpCapabilities: {} }, 'media.rtpCapabilities.codecs"'],
    [
      'a codec with text for a number',
      { method: 'consume', view: 'red', rtpCapabilities: { codecs: [{ ...vp8(), clockRate: '90000' }] } },
      'media.rtpCapabilities.codecs.0.clockRate"',
    ],
    [
      'a browser without VP8',
      { method: 'consume', view: 'red', rtpCapabilities: { codecs: [{ ...vp8(), mimeType: 'video/H265' }] } },
      '"VP8"',
    ],
    ['no fingerprints', { method: 'connect', dtlsParameters: {} }, 'media.dtlsParameters.fingerprints"'],
    [
      'a fingerprint that is none',
      { method: 'connect', dtlsParameters: { fingerprints: [{ algorithm: 'sha-256', value: 'hello' }] } },
      'media.dtlsParameters.fingerprints.0.value"',
    ],
  ])('rejects %s, names the field, and continues', async (_name, request, error) => {
    await ask(viewer, { method: 'transport' });
    await expect(ask(viewer, request)).rejects.toThrow(error);
    expect(await ask(viewer, { method: 'connect', dtlsParameters })).toEqual({});
    expect(await ask(viewer, { method: 'resume', consumer: await consume(viewer, 'red') })).toEqual({});
  });

  test('rejects a second connect', async () => {
    await connected(viewer);
    await expect(ask(viewer, { method: 'connect', dtlsParameters })).rejects.toThrow('media-failed');
  });

  test('rejects a flood of requests', async () => {
    const answers = await Promise.allSettled(
      Array.from({ length: 100 }, () => ask(viewer, { method: 'capabilities' })),
    );
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(16);
    expect(await ask(viewer, { method: 'capabilities' })).toBeTruthy();
  });

  test('rejects everything after close', async () => {
    const waiting = ask(viewer, { method: 'transport' });
    viewer.close();
    viewer.close();
    await expect(waiting).rejects.toThrow('closed');
    await expect(ask(viewer, { method: 'transport' })).rejects.toThrow('closed');
  });
});

function vp8(): Record<string, unknown> {
  return { kind: 'video', mimeType: 'video/VP8', preferredPayloadType: 96, clockRate: 90_000 };
}
