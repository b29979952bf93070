import { describe, expect, test, vi } from 'vitest';
import type { PictureSize } from '../contracts/picture.ts';
import { i420ToRgb } from './i420.ts';
import { usualKind } from './line-needs.ts';
import { RtpRecorder } from './testing/rtp-recorder.ts';
import {
  broken,
  createEncoder,
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

const larger = { width: 512, height: 288 };
const bed = useStreamBed();

describe('ViewStream', () => {
  test('follows pictures of other sizes, each starting with a keyframe', async () => {
    const consumer = await bed.consume();
    const { frames } = new RtpRecorder(consumer);
    await consumer.resume();
    const sizes = [size, { width: 512, height: 288 }, { width: 384, height: 216 }, size];
    const sent: (PushedFrame & { rgb: Uint8Array })[] = [];
    for (let index = 0; index < 3 * sizes.length; index++) {
      const of = sizes[Math.floor(index / 3)];
      const rgb = testPicture(of.width, of.height, index);
      sent.push({ rgb, ...(await bed.stream.push({ ...of, rgb }, index * period)) });
    }
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
    const other = await bed.open((of) => {
      const encoder = createEncoder(of);
      vi.spyOn(encoder, 'close');
      made.push({ of, encoder });
      return encoder;
    });
    for (const [index, of] of [size, larger, larger, size].entries()) {
      await other.push(pictureAt(index, of), index * period);
      expect(other.size).toEqual(of);
    }
    expect(made.map(({ of }) => of)).toEqual([size, larger, size]);
    const closed = () => made.map(({ encoder }) => vi.mocked(encoder.close).mock.calls.length);
    expect(closed()).toEqual([1, 1, 0]);
    other.close();
    expect(closed()).toEqual([1, 1, 1]);
  });

  test('lets the keyframe of a new size serve those who wait for one', async () => {
    const keyframes: number[] = [];
    for (let index = 0; index < 12; index++) {
      if (index === 2) bed.stream.requestKeyframe();
      const picture = pictureAt(index, index < 3 ? size : larger);
      if ((await bed.stream.push(picture, index * period)).keyframe) keyframes.push(index);
    }
    expect(keyframes).toEqual([0, 3]);
  });

  test('replaces an encoder that fails at another size by one of that size', async () => {
    const create = vi.fn((of: PictureSize): VideoEncoder => createEncoder(of));
    const other = await bed.open(create);
    await other.push(pictureAt(0), 0);
    create.mockReturnValueOnce({ codec: 'VP8', encode: broken, close: () => undefined });
    await expect(other.push(pictureAt(1, larger), period)).rejects.toThrow('the codec is broken');
    expect((await other.push(pictureAt(2, larger), 2 * period)).keyframe).toBe(true);
    expect(create.mock.calls).toEqual([size, larger, larger].map((of) => [of, usualKind]));
    other.close();
  });

  test('stays as it was when no encoder of another size can be made', async () => {
    const create = vi.fn(createEncoder);
    const other = await bed.open(create);
    await other.push(pictureAt(0), 0);
    create.mockImplementationOnce(() => broken());
    await expect(other.push(pictureAt(1, larger), period)).rejects.toThrow('the codec is broken');
    expect((await other.push(pictureAt(2), 2 * period)).keyframe).toBe(false);
    other.close();
  });
});
