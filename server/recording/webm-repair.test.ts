import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { channels, frameLength, sampleRate } from '../sound/audio-format.ts';
import { OpusEncoder } from '../sound/opus-encoder.ts';
import { i420Length, rgbToI420 } from '../streaming/i420.ts';
import { testPicture } from '../streaming/testing/test-picture.ts';
import { Vp8Encoder, videoClockRate } from '../streaming/video-encoder.ts';
import { FfmpegFile } from './ffmpeg-file.ts';
import type { VideoTrack } from './media-file.ts';
import { probe } from './probe.fixture.ts';
import { repairWebm } from './webm-repair.ts';

const track: VideoTrack = {
  kind: 'video',
  codec: 'VP8',
  width: 64,
  height: 48,
  rate: 12,
  clockRate: videoClockRate,
};
const pictures = 84;
const keyframeEvery = 30;
let folder: string;
/** The bytes that a writer that died has left, and the same file complete. */
let cut: Buffer;
let whole: Buffer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'worldroom-repair-'));
  const path = join(folder, 'written.webm');
  const { width, height, rate } = track;
  const encoder = new Vp8Encoder({ width, height, rate, bitrate: 400_000 });
  const file = await FfmpegFile.create(path, [track]);
  const i420 = new Uint8Array(i420Length(width, height));
  const tick = videoClockRate / rate;
  for (let i = 0; i < pictures; i++) {
    rgbToI420(testPicture(width, height, i), width, height, i420);
    const picture = await encoder.encode(i420, i * tick, i % keyframeEvery === 0);
    await file.write({ track: 0, ...picture, time: i * tick, duration: tick });
  }
  cut = await readFile(path);
  await file.finish();
  await file.close();
  encoder.close();
  whole = await readFile(path);
});
afterAll(() => rm(folder, { recursive: true }));

async function written(bytes: Uint8Array): Promise<string> {
  const path = join(folder, 'cut.webm');
  await writeFile(path, bytes);
  return path;
}

describe('a WebM file with sound whose writer died', () => {
  test('plays both up to there, and its index has the keyframes of the pictures alone', async () => {
    const path = join(folder, 'sound.webm');
    const { width, height, rate } = track;
    const encoder = new Vp8Encoder({ width, height, rate, bitrate: 400_000 });
    const opus = new OpusEncoder();
    const audio = { kind: 'audio', codec: 'Opus', clockRate: sampleRate } as const;
    const file = await FfmpegFile.create(path, [track, audio]);
    const i420 = new Uint8Array(i420Length(width, height));
    const tick = videoClockRate / rate;
    let frame = 0;
    for (let i = 0; i < pictures; i++) {
      rgbToI420(testPicture(width, height, i), width, height, i420);
      const picture = await encoder.encode(i420, i * tick, i % keyframeEvery === 0);
      await file.write({ track: 0, ...picture, time: i * tick, duration: tick });
      for (; frame * 20 < ((i + 1) * 1000) / rate; frame++) {
        const data = opus.encode(new Float32Array(frameLength * channels).fill(0.1));
        await file.write({
          track: 1,
          data,
          keyframe: true,
          time: frame * frameLength,
          duration: frameLength,
        });
      }
    }
    const left = await written(await readFile(path));
    await file.finish();
    await file.close();
    encoder.close();
    opus.close();

    const complete = await probe(path, 4000);
    expect(complete).toMatchObject({ streams: 2, codec: 'VP8', sound: { codec: 'Opus' }, sought: 2500 });
    expect(complete.packets).toHaveLength(pictures);
    expect(complete.sound?.frames).toHaveLength(frame);
    expect(Math.abs(complete.milliseconds - 7000)).toBeLessThan(30);

    const repaired = await repairWebm(left);
    const found = await probe(left, 4000);
    expect(found).toMatchObject({ streams: 2, sound: { codec: 'Opus' }, sought: 2500 });
    expect(found.packets.length).toBeGreaterThan(pictures - 2 * rate);
    const last = found.packets.at(-1)?.time ?? 0;
    expect(Math.abs((found.sound?.frames.at(-1)?.time ?? 0) - last)).toBeLessThan(150);
    expect(repaired?.milliseconds).toBeCloseTo(last + 1000 / rate, -1);
    expect(await repairWebm(left)).toEqual(repaired);
  });
});

describe('a WebM file whose writer died', () => {
  test('is on the disk except for about the last second, and plays up to there', async () => {
    const path = await written(cut);
    const repaired = await repairWebm(path);
    const found = await probe(path, 4000);
    expect(found).toMatchObject({ streams: 1, codec: 'VP8', width: 64, height: 48 });
    expect(found.packets.length).toBeGreaterThan(pictures - 2 * track.rate);
    expect(found.packets[0]).toEqual({ time: 0, keyframe: true });
    // The duration is that of the pictures, and the index leads to the last keyframe before the requested
    // time.
    const last = found.packets.at(-1)?.time ?? 0;
    expect(Math.abs(found.milliseconds - last - 1000 / track.rate)).toBeLessThan(2);
    expect(repaired).toEqual({
      milliseconds: expect.closeTo(found.milliseconds, 0),
      bytes: (await stat(path)).size,
    });
    expect(found.sought).toBe((keyframeEvery * 1000) / track.rate);
  });

  test('is repaired wherever it ends, and a second repair changes nothing', async () => {
    let before = 0;
    for (let length = 500; length < cut.length; length += 1997) {
      const path = await written(cut.subarray(0, length));
      const repaired = await repairWebm(path);
      if (repaired === undefined) {
        expect(before).toBe(0);
        continue;
      }
      const found = await probe(path);
      expect(found.packets.length).toBeGreaterThanOrEqual(before);
      before = found.packets.length;
      const bytes = await readFile(path);
      expect(bytes.length).toBe(repaired.bytes);
      expect(await repairWebm(path)).toEqual(repaired);
      expect(await readFile(path)).toEqual(bytes);
    }
    expect(before).toBeGreaterThan(pictures / 2);
  });

  test('plays as before if it was already complete', async () => {
    const path = await written(whole);
    const before = await probe(path, 6000);
    expect(await repairWebm(path)).toMatchObject({ milliseconds: 7000 });
    expect(await probe(path, 6000)).toEqual(before);
  });

  test.each([
    ['no byte', 0],
    ['half a header', 20],
    ['half of what stands in front of the pictures', 300],
    ['half a cluster', 600],
  ])('has no picture with %s', async (_, length) => {
    expect(await repairWebm(await written(cut.subarray(0, length)))).toBeUndefined();
  });

  test.each([
    ['text', Buffer.from('notes that somebody left here, in a file of another name')],
    ['zeros', Buffer.alloc(4096)],
    ['another container', Buffer.from('000000186674797069736f6d0000020069736f6d', 'hex')],
  ])('of another kind is not changed: %s', async (_, bytes) => {
    const path = await written(bytes);
    await expect(repairWebm(path)).rejects.toThrow(/no WebM/);
    expect(await readFile(path)).toEqual(bytes);
  });

  test('is cut off after its last cluster, whatever follows', async () => {
    const repaired = await repairWebm(await written(cut));
    const path = await written(Buffer.concat([cut, Buffer.alloc(5000, 0xff)]));
    expect(await repairWebm(path)).toEqual(repaired);
    expect((await probe(path)).milliseconds).toBe(repaired?.milliseconds);
  });
});
