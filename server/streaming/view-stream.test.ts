import type { Consumer } from 'mediasoup/types';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { PictureSize } from '../contracts/picture.ts';
import type { EncodedPicture } from '../contracts/picture-sink.ts';
import type { SentPicture } from '../contracts/room-media.ts';
import { i420ToRgb } from './i420.ts';
import { MediaHost } from './media-host.ts';
import { RtpRecorder } from './testing/rtp-recorder.ts';
import { peakSignalToNoise, testPicture } from './testing/test-picture.ts';
import { Vp8Decoder } from './testing/vp8-decoder.ts';
import { type VideoEncoder, Vp8Encoder } from './video-encoder.ts';
import { ViewStream } from './view-stream.ts';
import { findWorkerBinary } from './worker-binary.ts';

/** Milliseconds. Long, because test machines are busy. */
const patience = 30_000;

const width = 256;
const height = 144;
const size = { width, height };
const larger = { width: 512, height: 288 };
const createEncoder = (of: PictureSize) => new Vp8Encoder({ ...of, rate: 12, bitrate: 2_500_000 });
const logger = pino({ level: 'silent' });
/** Milliseconds between frames. */
const period = 1000 / 12;

let host: MediaHost;
let stream: ViewStream;

beforeAll(async () => {
  host = await MediaHost.start({ workerBin: findWorkerBinary(), logger });
});
afterAll(() => host.close());
beforeEach(async () => {
  stream = await ViewStream.create({ ...{ size, host, createEncoder, logger }, onClose: () => undefined });
});
afterEach(() => stream.close());

/** Consumes the stream without a network; the consumer is paused. */
async function consume(): Promise<Consumer> {
  const { router } = host;
  const { producer } = stream;
  if (router === undefined || producer === undefined) throw new Error('the media worker is not running');
  const transport = await router.createDirectTransport();
  return transport.consume({
    producerId: producer.id,
    rtpCapabilities: router.rtpCapabilities,
    paused: true,
  });
}

function pictureAt(index: number, of: PictureSize = size): SentPicture {
  return { ...of, rgb: testPicture(of.width, of.height, index) };
}

function broken(): never {
  throw new Error('the codec is broken');
}

function isKeyframe(frame: Uint8Array): boolean {
  return (frame[0] & 1) === 0;
}

describe('ViewStream', () => {
  test('gives encoded pictures to its followers until they leave or it ends', async () => {
    const consumer = await consume();
    const { frames } = new RtpRecorder(consumer);
    await consumer.resume();
    const followed: { data: Uint8Array; ticks: number }[] = [];
    const streamEnded = vi.fn();
    const picture = ({ data }: EncodedPicture, ticks: number) => followed.push({ data, ticks });
    const leave = stream.follow({ picture, streamEnded: () => {} });
    stream.follow({ picture: () => {}, streamEnded });
    for (let index = 0; index < 4; index++) {
      if (index === 3) leave();
      stream.push(pictureAt(index), index * period);
    }
    await vi.waitFor(() => expect(frames).toHaveLength(4), patience);
    expect(followed.map(({ ticks }) => ticks)).toEqual([0, 7500, 15_000]);
    for (const [index, { data }] of followed.entries()) {
      expect(Buffer.from(frames[index].data).equals(data)).toBe(true);
    }
    expect(streamEnded).not.toHaveBeenCalled();
    stream.close();
    expect(streamEnded).toHaveBeenCalledOnce();
    const late = vi.fn();
    stream.follow({ picture: () => {}, streamEnded: late });
    expect(late).toHaveBeenCalledOnce();
  });

  test('carries every frame and its time through the media worker', async () => {
    const consumer = await consume();
    const { frames } = new RtpRecorder(consumer);
    await consumer.resume();
    const pushed = Array.from({ length: 12 }, (_, index) =>
      stream.push(pictureAt(index), 5000 + index * period),
    );
    await vi.waitFor(() => expect(frames).toHaveLength(12), patience);

    expect(frames.map((frame) => frame.rtpTimestamp)).toEqual(pushed.map((frame) => frame.rtpTimestamp));
    expect(pushed.map((frame) => frame.rtpTimestamp)).toEqual(
      Array.from({ length: 12 }, (_, index) => 450_000 + index * 7500),
    );
    expect(pushed.map((frame) => frame.keyframe)).toEqual(pushed.map((_, index) => index === 0));
    expect(frames.map((frame) => isKeyframe(frame.data))).toEqual(pushed.map((frame) => frame.keyframe));
    for (const delay of frames.flatMap((frame) => frame.playoutDelays)) {
      expect(delay).toEqual(Uint8Array.of(0, 0, 0));
    }

    // A keyframe's start code and its size, 14 bits each (RFC 6386, section 9.1).
    const header = Buffer.from(frames[0].data);
    expect([...header.subarray(3, 6)]).toEqual([0x9d, 0x01, 0x2a]);
    expect([header.readUInt16LE(6) & 0x3fff, header.readUInt16LE(8) & 0x3fff]).toEqual([width, height]);

    const decoder = new Vp8Decoder();
    const rgb = new Uint8Array(width * height * 3);
    for (const [index, frame] of frames.entries()) {
      i420ToRgb(decoder.decode(frame.data).i420, width, height, rgb);
      expect(peakSignalToNoise(rgb, testPicture(width, height, index))).toBeGreaterThan(36);
    }
    decoder.close();
  });

  test('sends a viewer who joins late a keyframe first', async () => {
    let time = 0;
    const tick = () => {
      time += period;
      stream.push(pictureAt(0), time);
    };
    for (let index = 0; index < 10; index++) tick();
    const consumer = await consume();
    const { frames } = new RtpRecorder(consumer);
    await consumer.resume();
    await vi.waitFor(() => {
      tick();
      expect(frames.length).toBeGreaterThan(0);
    }, patience);
    expect(isKeyframe(frames[0].data)).toBe(true);
  });

  test('shares one keyframe among viewers who start at once', async () => {
    let time = 0;
    let keyframes = 0;
    const tick = () => {
      time += period;
      if (stream.push(pictureAt(0), time).keyframe) keyframes++;
    };
    for (let index = 0; index < 10; index++) tick();
    keyframes = 0;
    const consumers = await Promise.all(Array.from({ length: 6 }, consume));
    const walls = consumers.map((consumer) => new RtpRecorder(consumer));
    await Promise.all(consumers.map((consumer) => consumer.resume()));
    await vi.waitFor(() => {
      tick();
      for (const { frames } of walls) expect(frames.length).toBeGreaterThan(0);
    }, patience);
    for (const { frames } of walls) expect(isKeyframe(frames[0].data)).toBe(true);
    expect(keyframes).toBeLessThan(walls.length);
  });

  test('makes one keyframe for several requests at once', () => {
    const keyframes: number[] = [];
    for (let index = 0; index < 24; index++) {
      if (index === 12) for (let viewer = 0; viewer < 50; viewer++) stream.requestKeyframe();
      if (stream.push(pictureAt(index), index * period).keyframe) keyframes.push(index);
    }
    expect(keyframes).toEqual([0, 12]);
  });

  test('advances RTP time when the room’s clock stands still or is set back', () => {
    const picture = pictureAt(0);
    const times = [1000, 1000, 500, 2000].map((time) => stream.push(picture, time).rtpTimestamp);
    expect(times).toEqual([90_000, 90_001, 90_002, 180_000]);
  });

  test('wraps RTP time at 32 bits', () => {
    const wrap = 2 ** 32 / 90;
    const { rtpTimestamp } = stream.push(pictureAt(0), wrap + 1000);
    expect(Math.abs(rtpTimestamp - 90_000)).toBeLessThanOrEqual(1);
  });

  test('drops what is pushed after close, and closes its consumers', async () => {
    const consumer = await consume();
    stream.close();
    stream.close();
    expect(stream.push(pictureAt(0), 0).keyframe).toBe(false);
    expect(stream.producer).toBeUndefined();
    await vi.waitFor(() => expect(consumer.closed).toBe(true), patience);
  });

  test('continues with a new encoder at a keyframe after the old one failed', async () => {
    const failing: VideoEncoder = { codec: 'VP8', encode: broken, close: vi.fn() };
    const failsOnce = vi.fn((of: PictureSize): VideoEncoder => createEncoder(of));
    failsOnce.mockReturnValueOnce(failing);
    const other = await ViewStream.create({
      ...{ size, host, createEncoder: failsOnce, logger },
      onClose: () => undefined,
    });
    expect(() => other.push(pictureAt(0), 0)).toThrow('the codec is broken');
    expect(failing.close).toHaveBeenCalledOnce();
    expect(other.push(pictureAt(1), period).keyframe).toBe(true);
    expect(other.push(pictureAt(2), 2 * period).keyframe).toBe(false);
    other.close();
  });

  test('makes at most one encoder a second if each fails', async () => {
    const failing = (): VideoEncoder => ({ codec: 'VP8', encode: broken, close: () => undefined });
    const replaced = vi.fn(failing);
    const other = await ViewStream.create({
      ...{ size, host, createEncoder: replaced, logger },
      onClose: () => undefined,
    });
    for (let index = 0; index < 12; index++)
      expect(() => other.push(pictureAt(0), index * period)).toThrow('the codec is broken');
    expect(replaced.mock.calls.length).toBeLessThanOrEqual(3);
    other.close();
  });

  test('rejects a picture with the wrong number of pixels and continues', () => {
    expect(() => stream.push({ ...size, rgb: new Uint8Array(30) }, 0)).toThrow('has 110592 bytes, not 30');
    const wrong = { width: 64, height: 36, rgb: new Uint8Array(30) };
    expect(() => stream.push(wrong, period)).toThrow('has 6912 bytes, not 30');
    expect(stream.push(pictureAt(0), 2 * period).keyframe).toBe(true);
  });

  test('follows pictures of other sizes, each starting with a keyframe', async () => {
    const consumer = await consume();
    const { frames } = new RtpRecorder(consumer);
    await consumer.resume();
    const sizes = [size, { width: 512, height: 288 }, { width: 384, height: 216 }, size];
    const sent = sizes.flatMap((of, turn) =>
      [0, 1, 2].map((index) => {
        const rgb = testPicture(of.width, of.height, 3 * turn + index);
        return { of, rgb, ...stream.push({ ...of, rgb }, (3 * turn + index) * period) };
      }),
    );
    expect(sent.map(({ keyframe }) => keyframe)).toEqual(sizes.flatMap(() => [true, false, false]));
    await vi.waitFor(() => expect(frames).toHaveLength(sent.length), patience);
    expect(frames.map(({ rtpTimestamp }) => rtpTimestamp)).toEqual(
      sent.map(({ rtpTimestamp }) => rtpTimestamp),
    );
    for (const [turn, of] of sizes.entries()) {
      const decoder = new Vp8Decoder();
      for (let index = 3 * turn; index < 3 * turn + 3; index++) {
        const rgb = new Uint8Array(3 * of.width * of.height);
        const decoded = decoder.decode(frames[index].data);
        expect(decoded).toMatchObject(of);
        i420ToRgb(decoded.i420, of.width, of.height, rgb);
        expect(peakSignalToNoise(rgb, sent[index].rgb)).toBeGreaterThan(28);
      }
      decoder.close();
    }
  });

  test('makes one encoder for each change of size, and closes the one before', async () => {
    const made: { of: PictureSize; encoder: VideoEncoder }[] = [];
    const other = await ViewStream.create({
      ...{ size, host, logger },
      createEncoder: (of) => {
        const encoder = createEncoder(of);
        vi.spyOn(encoder, 'close');
        made.push({ of, encoder });
        return encoder;
      },
      onClose: () => undefined,
    });
    for (const [index, of] of [size, larger, larger, size].entries()) {
      other.push(pictureAt(index, of), index * period);
      expect(other.size).toEqual(of);
    }
    expect(made.map(({ of }) => of)).toEqual([size, larger, size]);
    const closed = () => made.map(({ encoder }) => vi.mocked(encoder.close).mock.calls.length);
    expect(closed()).toEqual([1, 1, 0]);
    other.close();
    expect(closed()).toEqual([1, 1, 1]);
  });

  test('lets the keyframe of a new size serve those who wait for one', () => {
    const keyframes: number[] = [];
    for (let index = 0; index < 12; index++) {
      if (index === 2) stream.requestKeyframe();
      const picture = pictureAt(index, index < 3 ? size : larger);
      if (stream.push(picture, index * period).keyframe) keyframes.push(index);
    }
    expect(keyframes).toEqual([0, 3]);
  });

  test('replaces an encoder that fails at another size by one of that size', async () => {
    const create = vi.fn((of: PictureSize): VideoEncoder => createEncoder(of));
    const other = await ViewStream.create({
      ...{ size, host, createEncoder: create, logger },
      onClose: () => undefined,
    });
    other.push(pictureAt(0), 0);
    create.mockReturnValueOnce({ codec: 'VP8', encode: broken, close: () => undefined });
    expect(() => other.push(pictureAt(1, larger), period)).toThrow('the codec is broken');
    expect(other.push(pictureAt(2, larger), 2 * period).keyframe).toBe(true);
    expect(create.mock.calls).toEqual([[size], [larger], [larger]]);
    other.close();
  });

  test('stays as it was when no encoder of another size can be made', async () => {
    const create = vi.fn(createEncoder);
    const other = await ViewStream.create({
      ...{ size, host, createEncoder: create, logger },
      onClose: () => undefined,
    });
    other.push(pictureAt(0), 0);
    create.mockImplementationOnce(() => broken());
    expect(() => other.push(pictureAt(1, larger), period)).toThrow('the codec is broken');
    expect(other.push(pictureAt(2), 2 * period).keyframe).toBe(false);
    other.close();
  });

  test('continues on a new media worker when the old one dies', async () => {
    const { processId, router } = host;
    if (processId === undefined) throw new Error('the media worker is not running');
    let time = 0;
    const tick = () => {
      time += period;
      stream.push(pictureAt(0), time);
    };
    tick();
    process.kill(processId, 'SIGKILL');
    await vi.waitFor(
      () => {
        tick();
        expect(host.router).not.toBe(router);
        expect(stream.producer).toBeDefined();
      },
      { timeout: 20_000 },
    );
    const consumer = await consume();
    const { frames } = new RtpRecorder(consumer);
    await consumer.resume();
    await vi.waitFor(() => {
      tick();
      expect(frames.length).toBeGreaterThan(0);
    }, patience);
    expect(isKeyframe(frames[0].data)).toBe(true);
  });
});

describe('MediaHost', () => {
  test('names an executable that does not start', async () => {
    await expect(MediaHost.start({ workerBin: '/bin/false', logger })).rejects.toThrow(
      'The media worker /bin/false does not start',
    );
  });
});
