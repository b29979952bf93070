import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { EncodedPicture } from '../contracts/picture-sink.ts';
import { createLog } from '../log.ts';
import { MediaHost } from '../streaming/media-host.ts';
import { FrameAssembler } from '../streaming/testing/frame-assembler.ts';
import { RtpRecorder } from '../streaming/testing/rtp-recorder.ts';
import { createEncoder, logger, period, pictureAt, size } from '../streaming/testing/stream-bed.ts';
import { ViewStream } from '../streaming/view-stream.ts';
import { findWorkerBinary } from '../streaming/worker-binary.ts';
import { EdgeChannel } from './edge-channel.ts';
import {
  type EdgeEvent,
  edgeEventSchema,
  edgeProtocol,
  type OriginEvent,
  pipeEndSchema,
} from './edge-messages.ts';
import { bytesOf, equalFrames, pipesOf, routerOf, type SentFrame, socketPair } from './edge-pipes.fixture.ts';
import { EdgePipes, type PipeSource } from './edge-pipes.ts';
import { EdgeSession } from './edge-session.ts';
import { LossyPath } from './lossy-path.fixture.ts';

/** Long, because test machines are busy. */
const patience = { timeout: 30_000 };
const address = { announced: undefined, ports: undefined };

let hosts: { origin: MediaHost; edge: MediaHost };
let stream: ViewStream;
let session: EdgeSession;
let channel: EdgeChannel<OriginEvent, EdgeEvent>;
let pipes: EdgePipes;
let path: LossyPath | undefined;
/** Edges that have viewers who cannot take all frames of the stream. */
let thinned: number;

beforeAll(async () => {
  const workerBin = findWorkerBinary();
  const start = () => MediaHost.start({ workerBin, logger });
  hosts = { origin: await start(), edge: await start() };
});
afterAll(async () => {
  for (const host of Object.values(hosts)) await host.close();
});

beforeEach(async () => {
  path = undefined;
  thinned = 0;
  stream = await ViewStream.create({
    ...{ size, host: hosts.origin, createEncoder, logger },
    onClose: () => {},
  });
  const [here, there] = await socketPair();
  session = new EdgeSession({
    ...{ socket: here, local: '127.0.0.1', most: 100, host: hosts.edge, pipes: address },
    transports: { open: () => Promise.reject(new Error('nobody comes')) },
    isOrigin: async (ticket) => ticket === 'a ticket',
    ended: () => {},
    log: createLog({ level: 'silent' }),
  });
  let isReady = () => {};
  const ready = new Promise<void>((done) => {
    isReady = done;
  });
  channel = new EdgeChannel(there, edgeEventSchema, {
    event: (event) => {
      if (event.event === 'ready') isReady();
      if (event.event === 'idle') pipes.idle(event.producer);
      if (event.event === 'keyframe') pipes.requestKeyframe(event.producer);
      if (event.event === 'thin') pipes.setThin(event.producer, event.isThin);
    },
    closed: () => pipes.close(),
  });
  pipes = new EdgePipes({
    ask: async (request) => {
      if (request.method !== 'pipe' || path === undefined) return channel.ask(request);
      const { end } = request;
      const asked = { ...request, end: { ...end, port: path.between(0, end.port) } };
      const answer = pipeEndSchema.parse(await channel.ask(asked));
      return { ...answer, port: path.between(1, answer.port) };
    },
    tell: (event) => channel.tell(event),
    ...{ address, local: '127.0.0.1' },
  });
  channel.tell({ event: 'welcome', protocol: edgeProtocol, ticket: 'a ticket' });
  await ready;
});
afterEach(() => {
  channel.close('the test is over');
  stream.close();
  path?.close();
});

function source(): PipeSource {
  const { producer } = stream;
  if (producer === undefined) throw new Error('the stream has no producer');
  return {
    producer: { media: producer },
    router: routerOf(hosts.origin),
    requestKeyframe: () => stream.requestKeyframe(),
    thin: () => {
      thinned++;
      const whole = stream.thin();
      return () => {
        thinned--;
        whole();
      };
    },
  };
}

/** Watches the stream at the edge, without a network to it. */
async function watch(producerId: string) {
  const router = routerOf(hosts.edge);
  const transport = await router.createDirectTransport();
  const { rtpCapabilities } = router;
  const consumer = await transport.consume({ producerId, rtpCapabilities });
  stream.requestKeyframe();
  const assembler = new FrameAssembler();
  consumer.on('rtp', (bytes) => assembler.add(bytes));
  return { consumer, recorder: new RtpRecorder(consumer), assembler, leave: () => transport.close() };
}

let clock = 0;

/** Sends frames at their usual pace, and returns what was sent. */
async function play(frames: number, pace = period): Promise<SentFrame[]> {
  const encoded: Uint8Array[] = [];
  const times: number[] = [];
  const picture = ({ data }: EncodedPicture) => encoded.push(Uint8Array.from(data));
  const leave = stream.follow({ picture, streamEnded: () => {} });
  for (let index = 0; index < frames; index++) {
    clock += period;
    times.push((await stream.push(pictureAt(index), clock)).rtpTimestamp);
    await pause(pace);
  }
  leave();
  return encoded.map((data, index) => ({ rtpTimestamp: times[index], data }));
}

describe('a stream to an edge', () => {
  test('costs the origin the same bytes for one viewer and for twenty, who all get what was sent', async () => {
    const opened = pipesOf(hosts.origin);
    const viewers: Awaited<ReturnType<typeof watch>>[] = [];
    const costs: number[] = [];
    await pipes.carry(source(), async (producer) => {
      for (const count of [1, 20]) {
        while (viewers.length < count) viewers.push(await watch(producer));
        // Until all have their first keyframe.
        await vi.waitFor(async () => {
          await play(1);
          for (const { recorder } of viewers) expect(recorder.frames.length).toBeGreaterThan(0);
        }, patience);
        const before = await bytesOf(opened[0]);
        const frames = await play(36);
        for (const { recorder } of viewers) {
          await vi.waitFor(() => expect(equalFrames(recorder.frames, frames)).toBe(frames.length), patience);
        }
        const bytes = frames.reduce((sum, { data }) => sum + data.length, 0);
        costs.push(((await bytesOf(opened[0])) - before) / bytes);
      }
    });
    expect(opened).toHaveLength(1);
    // Headers make the difference to the frames themselves. Sent twenty times, it would be twenty.
    for (const cost of costs) expect(cost).toBeLessThan(1.3);
    expect(Math.abs(costs[1] - costs[0])).toBeLessThan(0.05);
    for (const { leave } of viewers) leave();
  });

  test('arrives whole where the way between them loses a twentieth of all packets', async () => {
    path = await LossyPath.open(0.05);
    await pipes.carry(source(), async (producer) => {
      const { assembler } = await watch(producer);
      await vi.waitFor(async () => {
        await play(1);
        expect(assembler.decodable.length).toBeGreaterThan(0);
      }, patience);
      const frames = await play(150, period / 3);
      // What is lost at the end is noticed with what comes after it.
      await vi.waitFor(async () => {
        await play(1);
        expect(equalFrames(assembler.decodable, frames)).toBe(frames.length);
      }, patience);
    });
    expect(path.packets.lost).toBeGreaterThan(5);
  });

  test('is sent once for all who ask at once, and ended when nobody has watched it for a while', async () => {
    const opened = pipesOf(hosts.origin);
    const producers = await Promise.all(
      Array.from({ length: 10 }, () => pipes.carry(source(), async (producer) => producer)),
    );
    expect(new Set(producers).size).toBe(1);
    expect(opened).toHaveLength(1);
    expect([pipes.size, session.streams]).toEqual([1, 1]);
    await vi.waitFor(() => expect([pipes.size, session.streams]).toEqual([0, 0]), patience);
    expect(opened[0].closed).toBe(true);
    // And is there again for the next one.
    await pipes.carry(source(), async (producer) => {
      const { recorder } = await watch(producer);
      await vi.waitFor(async () => {
        await play(1);
        expect(recorder.frames.length).toBeGreaterThan(0);
      }, patience);
    });
  });

  test('stays while a request for it is under way, and ends with the stream and with the connection', async () => {
    await pipes.carry(source(), async (producer) => {
      await pause(4_000);
      expect([pipes.size, session.streams]).toEqual([1, 1]);
      expect(producer).toBe(stream.producer?.id);
    });
    await pipes.carry(source(), async () => {
      stream.close();
      await vi.waitFor(() => expect([pipes.size, session.streams]).toEqual([0, 0]), patience);
    });
    channel.close('a test');
    await vi.waitFor(() => expect([pipes.size, session.streams]).toEqual([0, 0]), patience);
  });

  test('gives a viewer whose line is weak every second frame, and all others every one', async () => {
    await pipes.carry(source(), async (producer) => {
      const [weak, good] = [await watch(producer), await watch(producer)];
      const count = ({ recorder }: typeof weak) => recorder.frames.length;
      await vi.waitFor(async () => {
        await play(1);
        expect(Math.min(count(weak), count(good))).toBeGreaterThan(0);
      }, patience);
      const piped = session.streamOf(producer);
      const releases = [piped?.thin?.(), piped?.thin?.()];
      await weak.consumer.setPreferredLayers({ spatialLayer: 0, temporalLayer: 0 });
      // The origin is told once for all viewers of the edge.
      await vi.waitFor(() => expect(thinned).toBe(1), patience);
      const before = { weak: count(weak), good: count(good) };
      const frames = await play(24);
      await vi.waitFor(() => expect(count(good) - before.good).toBe(frames.length), patience);
      expect(count(weak) - before.weak).toBe(frames.length / 2);
      for (const release of releases) release?.();
      await vi.waitFor(() => expect(thinned).toBe(0), patience);
      weak.leave();
      good.leave();
    });
  });

  test('gets keyframes that viewers of the edge ask for', async () => {
    await pipes.carry(source(), async (producer) => {
      await play(3);
      const asked = vi.spyOn(stream, 'requestKeyframe');
      channel.tell({ event: 'viewerLeft', viewer: 'nobody' });
      const { leave } = await watch(producer);
      asked.mockClear();
      session.streamOf(producer)?.requestKeyframe();
      await vi.waitFor(() => expect(asked).toHaveBeenCalledTimes(1), patience);
      leave();
    });
  });
});

test('an edge does nothing for an origin that has another secret', async () => {
  const reasons: string[] = [];
  const [here, there] = await socketPair();
  const stranger = new EdgeSession({
    ...{ socket: here, local: '127.0.0.1', most: 1, host: hosts.edge, pipes: address },
    transports: { open: () => Promise.reject(new Error('nobody comes')) },
    isOrigin: async () => false,
    ended: (reason) => reasons.push(reason),
    log: createLog({ level: 'silent' }),
  });
  const other = new EdgeChannel<OriginEvent, EdgeEvent>(there, edgeEventSchema, {
    event: () => {},
    closed: () => {},
  });
  await expect(other.ask({ method: 'produce' })).rejects.toThrow(
    'the origin has not shown that it has the secret',
  );
  other.tell({ event: 'welcome', protocol: edgeProtocol, ticket: 'forged' });
  await vi.waitFor(() => expect(reasons).toEqual(['the origin has another secret']), patience);
  expect(stranger.streams).toBe(0);
});
