import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MediaHost } from '../media-host.ts';
import { RtpRecorder } from '../testing/rtp-recorder.ts';
import { testPicture } from '../testing/test-picture.ts';
import { Vp8Encoder } from '../video-encoder.ts';
import { ViewStream } from '../view-stream.ts';
import { findWorkerBinary } from '../worker-binary.ts';
import { RouterPipes } from './router-pipes.ts';

/** Long timeout, because test machines are busy. */
const patience = { timeout: 30_000 };
const width = 256;
const height = 144;
const logger = pino({ level: 'silent' });

let hosts: MediaHost[];
let stream: ViewStream;
let time = 0;

beforeEach(async () => {
  const workerBin = findWorkerBinary();
  hosts = [await MediaHost.start({ workerBin, logger }), await MediaHost.start({ workerBin, logger })];
  stream = await createStream();
});
afterEach(async () => {
  stream.close();
  await Promise.all(hosts.map((host) => host.close()));
});

function createStream(): Promise<ViewStream> {
  const createEncoder = () => new Vp8Encoder({ width, height, rate: 12, bitrate: 2_500_000 });
  return ViewStream.create({
    size: { width, height },
    host: hosts[0],
    createEncoder,
    onClose: () => {},
    logger,
  });
}

function ends() {
  const [from, to] = hosts.map(({ router }) => router);
  const { producer } = stream;
  if (!from || !to || !producer) throw new Error('the media workers are not running');
  return { from, to, producer };
}

function tick(): void {
  time += 1000 / 12;
  void stream.push({ width, height, rgb: testPicture(width, height, 0) }, time);
}

/** Consumes the stream at the second worker. */
async function consumeThere() {
  const { to, producer } = ends();
  const transport = await to.createDirectTransport();
  const { rtpCapabilities } = to;
  return transport.consume({ producerId: producer.id, rtpCapabilities, paused: true });
}

describe('RouterPipes', () => {
  test('carry a stream to another worker with its playout delay and requested keyframes', async () => {
    const { from, to, producer } = ends();
    await new RouterPipes().carry(producer, from, to);
    const consumer = await consumeThere();
    const { frames } = new RtpRecorder(consumer);
    for (let index = 0; index < 5; index++) tick();
    await consumer.resume();
    await vi.waitFor(() => {
      tick();
      expect(frames.length).toBeGreaterThan(3);
    }, patience);
    // Bit 0 of a VP8 frame is 1 in all frames but keyframes (RFC 6386, section 9.1).
    expect(frames[0].data[0] & 1).toBe(0);
    for (const delay of frames.flatMap(({ playoutDelays }) => playoutDelays)) {
      expect(delay).toEqual(Uint8Array.of(0, 0, 0));
    }
  });

  test('carry a stream once for many viewers, and not to its own worker', async () => {
    const { from, to, producer } = ends();
    const pipes = new RouterPipes();
    await pipes.carry(producer, from, from);
    expect(Object.keys((await from.dump()).mapProducerIdConsumerIds)).toHaveLength(1);
    await Promise.all(Array.from({ length: 5 }, () => pipes.carry(producer, from, to)));
    const { mapProducerIdConsumerIds: carried } = await from.dump();
    expect(carried.flatMap(({ values }) => values)).toHaveLength(1);
  });

  test('end with the stream', async () => {
    const { from, to, producer } = ends();
    await new RouterPipes().carry(producer, from, to);
    const consumer = await consumeThere();
    stream.close();
    await vi.waitFor(() => expect(consumer.closed).toBe(true), patience);
  });

  test('are rebuilt after either worker died', async () => {
    const pipes = new RouterPipes();
    for (const dying of [...hosts]) {
      const { from, to, producer } = ends();
      await pipes.carry(producer, from, to);
      const { router, processId } = dying;
      if (processId === undefined) throw new Error('the media worker is not running');
      process.kill(processId, 'SIGKILL');
      await vi.waitFor(() => {
        expect(dying.router).toBeDefined();
        expect(dying.router).not.toBe(router);
        expect(stream.producer).toBeDefined();
      }, patience);
      const anew = ends();
      await pipes.carry(anew.producer, anew.from, anew.to);
      const consumer = await consumeThere();
      const { frames } = new RtpRecorder(consumer);
      await consumer.resume();
      await vi.waitFor(() => {
        tick();
        expect(frames.length).toBeGreaterThan(0);
      }, patience);
    }
  });

  test('reject a stream that cannot be carried and carry the next one', async () => {
    const { from, to, producer } = ends();
    const pipes = new RouterPipes();
    const gone = await stream.producer;
    stream.close();
    if (gone === undefined) throw new Error('there is no producer');
    await expect(pipes.carry(gone, from, to)).rejects.toThrow();
    stream = await createStream();
    expect(stream.producer?.id).not.toBe(producer.id);
    const next = ends();
    await pipes.carry(next.producer, from, to);
  });
});
