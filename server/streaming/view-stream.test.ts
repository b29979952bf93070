import { describe, expect, test, vi } from 'vitest';
import type { PictureSize } from '../contracts/picture.ts';
import type { EncodedPicture } from '../contracts/picture-sink.ts';
import { i420ToRgb } from './i420.ts';
import { MediaHost } from './media-host.ts';
import { RtpRecorder } from './testing/rtp-recorder.ts';
import {
  broken,
  createEncoder,
  logger,
  patience,
  period,
  pictureAt,
  size,
  useStreamBed,
} from './testing/stream-bed.ts';
import { peakSignalToNoise, testPicture } from './testing/test-picture.ts';
import { Vp8Decoder } from './testing/vp8-decoder.ts';
import type { VideoEncoder } from './video-encoder.ts';
import type { PushedFrame } from './view-stream.ts';

const { width, height } = size;
const bed = useStreamBed();

function isKeyframe(frame: Uint8Array): boolean {
  return (frame[0] & 1) === 0;
}

describe('ViewStream', () => {
  test('gives encoded pictures to its followers until they leave or it ends', async () => {
    const consumer = await bed.consume();
    const { frames } = new RtpRecorder(consumer);
    await consumer.resume();
    const followed: { data: Uint8Array; ticks: number }[] = [];
    const streamEnded = vi.fn();
    const picture = ({ data }: EncodedPicture, ticks: number) => followed.push({ data, ticks });
    const leave = bed.stream.follow({ picture, streamEnded: () => {} });
    bed.stream.follow({ picture: () => {}, streamEnded });
    for (let index = 0; index < 4; index++) {
      if (index === 3) leave();
      await bed.stream.push(pictureAt(index), index * period);
    }
    await vi.waitFor(() => expect(frames).toHaveLength(4), patience);
    expect(followed.map(({ ticks }) => ticks)).toEqual([0, 7500, 15_000]);
    for (const [index, { data }] of followed.entries()) {
      expect(Buffer.from(frames[index].data).equals(data)).toBe(true);
    }
    expect(streamEnded).not.toHaveBeenCalled();
    bed.stream.close();
    expect(streamEnded).toHaveBeenCalledOnce();
    const late = vi.fn();
    bed.stream.follow({ picture: () => {}, streamEnded: late });
    expect(late).toHaveBeenCalledOnce();
  });

  test('carries every frame and its time through the media worker', async () => {
    const consumer = await bed.consume();
    const { frames } = new RtpRecorder(consumer);
    await consumer.resume();
    const pushed: PushedFrame[] = [];
    for (let index = 0; index < 12; index++) {
      pushed.push(await bed.stream.push(pictureAt(index), 5000 + index * period));
    }
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
      return bed.stream.push(pictureAt(0), time);
    };
    for (let index = 0; index < 10; index++) await tick();
    const consumer = await bed.consume();
    const { frames } = new RtpRecorder(consumer);
    await consumer.resume();
    await vi.waitFor(async () => {
      await tick();
      expect(frames.length).toBeGreaterThan(0);
    }, patience);
    expect(isKeyframe(frames[0].data)).toBe(true);
  });

  test('shares one keyframe among viewers who start at once', async () => {
    let time = 0;
    let keyframes = 0;
    const tick = async () => {
      time += period;
      if ((await bed.stream.push(pictureAt(0), time)).keyframe) keyframes++;
    };
    for (let index = 0; index < 10; index++) await tick();
    keyframes = 0;
    const consumers = await Promise.all(Array.from({ length: 6 }, () => bed.consume()));
    const walls = consumers.map((consumer) => new RtpRecorder(consumer));
    await Promise.all(consumers.map((consumer) => consumer.resume()));
    await vi.waitFor(async () => {
      await tick();
      for (const { frames } of walls) expect(frames.length).toBeGreaterThan(0);
    }, patience);
    for (const { frames } of walls) expect(isKeyframe(frames[0].data)).toBe(true);
    expect(keyframes).toBeLessThan(walls.length);
  });

  test('makes one keyframe for several requests at once', async () => {
    const keyframes: number[] = [];
    for (let index = 0; index < 24; index++) {
      if (index === 12) for (let viewer = 0; viewer < 50; viewer++) bed.stream.requestKeyframe();
      if ((await bed.stream.push(pictureAt(index), index * period)).keyframe) keyframes.push(index);
    }
    expect(keyframes).toEqual([0, 12]);
  });

  test('advances RTP time when the room’s clock stands still or is set back', async () => {
    const picture = pictureAt(0);
    const times: number[] = [];
    for (const time of [1000, 1000, 500, 2000])
      times.push((await bed.stream.push(picture, time)).rtpTimestamp);
    expect(times).toEqual([90_000, 90_001, 90_002, 180_000]);
  });

  test('wraps RTP time at 32 bits', async () => {
    const wrap = 2 ** 32 / 90;
    const { rtpTimestamp } = await bed.stream.push(pictureAt(0), wrap + 1000);
    expect(Math.abs(rtpTimestamp - 90_000)).toBeLessThanOrEqual(1);
  });

  test('drops frames that it cannot encode in time, and keeps the order of the others', async () => {
    const pushed = await Promise.all(
      Array.from({ length: 8 }, (_, index) => bed.stream.push(pictureAt(index), index * period)),
    );
    expect(pushed.map(({ milliseconds }) => milliseconds > 0)).toEqual([
      true,
      true,
      true,
      ...Array(5).fill(false),
    ]);
    expect((await bed.stream.push(pictureAt(8), 8 * period)).milliseconds).toBeGreaterThan(0);
  });

  test('drops what is pushed after close, and closes its consumers', async () => {
    const consumer = await bed.consume();
    bed.stream.close();
    bed.stream.close();
    expect((await bed.stream.push(pictureAt(0), 0)).keyframe).toBe(false);
    expect(bed.stream.producer).toBeUndefined();
    await vi.waitFor(() => expect(consumer.closed).toBe(true), patience);
  });

  test('continues with a new encoder at a keyframe after the old one failed', async () => {
    const failing: VideoEncoder = { codec: 'VP8', encode: broken, close: vi.fn() };
    const failsOnce = vi.fn((of: PictureSize): VideoEncoder => createEncoder(of));
    failsOnce.mockReturnValueOnce(failing);
    const other = await bed.open(failsOnce);
    await expect(other.push(pictureAt(0), 0)).rejects.toThrow('the codec is broken');
    expect(failing.close).toHaveBeenCalledOnce();
    expect((await other.push(pictureAt(1), period)).keyframe).toBe(true);
    expect((await other.push(pictureAt(2), 2 * period)).keyframe).toBe(false);
    other.close();
  });

  test('makes at most one encoder a second if each fails', async () => {
    const failing = (): VideoEncoder => ({ codec: 'VP8', encode: broken, close: () => undefined });
    const replaced = vi.fn(failing);
    const other = await bed.open(replaced);
    for (let index = 0; index < 12; index++)
      await expect(other.push(pictureAt(0), index * period)).rejects.toThrow('the codec is broken');
    expect(replaced.mock.calls.length).toBeLessThanOrEqual(3);
    other.close();
  });

  test('rejects a picture with the wrong number of pixels and continues', async () => {
    await expect(bed.stream.push({ ...size, rgb: new Uint8Array(30) }, 0)).rejects.toThrow(
      'has 110592 bytes, not 30',
    );
    const wrong = { width: 64, height: 36, rgb: new Uint8Array(30) };
    await expect(bed.stream.push(wrong, period)).rejects.toThrow('has 6912 bytes, not 30');
    expect((await bed.stream.push(pictureAt(0), 2 * period)).keyframe).toBe(true);
  });

  test('continues on a new media worker when the old one dies', async () => {
    const { processId, router } = bed.host;
    if (processId === undefined) throw new Error('the media worker is not running');
    let time = 0;
    const tick = () => {
      time += period;
      return bed.stream.push(pictureAt(0), time);
    };
    await tick();
    process.kill(processId, 'SIGKILL');
    await vi.waitFor(
      () => {
        tick();
        expect(bed.host.router).not.toBe(router);
        expect(bed.stream.producer).toBeDefined();
      },
      { timeout: 20_000 },
    );
    const consumer = await bed.consume();
    const { frames } = new RtpRecorder(consumer);
    await consumer.resume();
    await vi.waitFor(async () => {
      await tick();
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
