import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PictureSize } from '../contracts/picture.ts';
import { i420Length, rgbToI420 } from '../streaming/i420.ts';
import { testPicture } from '../streaming/testing/test-picture.ts';
import { Vp8Encoder, videoClockRate } from '../streaming/video-encoder.ts';
import { FfmpegFile } from './ffmpeg-file.ts';
import type { MediaPacket, VideoTrack } from './media-file.ts';
import { probe } from './probe.fixture.ts';

const track: VideoTrack = {
  kind: 'video',
  codec: 'VP8',
  width: 64,
  height: 48,
  rate: 12,
  clockRate: videoClockRate,
};
const tick = videoClockRate / track.rate;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'worldroom-media-file-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Encoded test pictures with a keyframe every `every` pictures; the first has number `first` in the file. */
async function packetsOf(
  count: number,
  every: number,
  size: PictureSize = track,
  first = 0,
): Promise<MediaPacket[]> {
  const { width, height } = size;
  const encoder = new Vp8Encoder({ width, height, rate: track.rate, bitrate: 400_000 });
  const i420 = new Uint8Array(i420Length(width, height));
  const made: MediaPacket[] = [];
  for (let index = 0; index < count; index++) {
    rgbToI420(testPicture(width, height, index), width, height, i420);
    const time = (first + index) * tick;
    const picture = await encoder.encode(i420, time, index % every === 0);
    made.push({ track: 0, ...picture, time, duration: tick });
  }
  encoder.close();
  return made;
}

describe('FfmpegFile', () => {
  test('writes a file with its duration and an index of its keyframes', async () => {
    const path = join(folder, 'whole.webm');
    const file = await FfmpegFile.create(path, [track]);
    for (const packet of await packetsOf(36, 12)) await file.write(packet);
    const before = file.bytes;
    await file.finish();
    expect(file.bytes).toBeGreaterThan(before);
    expect((await readFile(path)).length).toBe(file.bytes);
    await file.close();
    await file.close();

    const found = await probe(path, 2100);
    expect(found).toMatchObject({ streams: 1, codec: 'VP8', width: 64, height: 48, milliseconds: 3000 });
    expect(found.format).toContain('webm');
    expect(found.packets).toHaveLength(36);
    expect(found.packets.flatMap(({ keyframe }, index) => (keyframe ? [index] : []))).toEqual([0, 12, 24]);
    expect(found.packets[13].time).toBeCloseTo(13_000 / 12, -1);
    // The index leads to the last keyframe at or before the requested time.
    expect(found.sought).toBe(2000);
  });

  test('holds pictures whose size changes at keyframes, and its header says the first size', async () => {
    const path = join(folder, 'sizes.webm');
    const large = { width: 128, height: 96 };
    const file = await FfmpegFile.create(path, [track]);
    const parts = [
      await packetsOf(12, 12),
      await packetsOf(12, 12, large, 12),
      await packetsOf(12, 12, track, 24),
    ];
    for (const packet of parts.flat()) await file.write(packet);
    await file.finish();
    await file.close();

    const small = { width: track.width, height: track.height };
    const found = await probe(path, 1500);
    expect(found).toMatchObject({ streams: 1, codec: 'VP8', ...small, milliseconds: 3000 });
    expect(found.sizes).toEqual([small, large, small]);
    expect(found.packets).toHaveLength(36);
    // To the keyframe with which the larger pictures begin.
    expect(found.sought).toBe(1000);
  });

  test("passes the disk's error on when the disk is full", async () => {
    const write = async () => {
      const file = await FfmpegFile.create('/dev/full', [track]);
      try {
        for (const packet of await packetsOf(200, 1)) await file.write(packet);
        await file.finish();
      } finally {
        await file.close();
      }
    };
    await expect(write()).rejects.toThrow(/No space left/);
  });

  test('rejects a path that cannot be written, and anything after close', async () => {
    await expect(FfmpegFile.create(join(folder, 'none', 'a.webm'), [track])).rejects.toThrow(/No such file/);
    const file = await FfmpegFile.create(join(folder, 'closed.webm'), [track]);
    await file.close();
    await expect(file.write((await packetsOf(1, 1))[0])).rejects.toThrow('closed');
    await expect(file.finish()).rejects.toThrow('closed');
  });
});
