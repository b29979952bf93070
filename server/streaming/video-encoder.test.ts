import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { i420Length, i420ToRgb, rgbToI420 } from './i420.ts';
import { peakSignalToNoise, testPicture } from './testing/test-picture.ts';
import { Vp8Decoder } from './testing/vp8-decoder.ts';
import { Vp8Encoder } from './video-encoder.ts';

const width = 256;
const height = 144;
const tick = 7500;

function i420Picture(index: number): Uint8Array {
  const i420 = new Uint8Array(i420Length(width, height));
  rgbToI420(testPicture(width, height, index), width, height, i420);
  return i420;
}

/** A pattern of many edges that moves by five pixels a frame. */
function detailed(index: number): Uint8Array {
  const i420 = i420Picture(0);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [x, y] = [(pixel % width) + 5 * index, Math.floor(pixel / width)];
    i420[pixel] = 60 + ((x * 7 + ((y * x) >> 3)) % 120);
  }
  return i420;
}

describe('Vp8Encoder', () => {
  let encoder: Vp8Encoder;
  beforeEach(() => {
    encoder = new Vp8Encoder({ width, height, rate: 12, bitrate: 2_500_000 });
  });
  afterEach(() => encoder.close());

  test('returns each picture at once, close to the input', async () => {
    const decoder = new Vp8Decoder();
    const rgb = new Uint8Array(width * height * 3);
    for (let index = 0; index < 24; index++) {
      const { data } = await encoder.encode(i420Picture(index), index * tick, false);
      const decoded = decoder.decode(data);
      expect([decoded.width, decoded.height]).toEqual([width, height]);
      i420ToRgb(decoded.i420, width, height, rgb);
      expect(peakSignalToNoise(rgb, testPicture(width, height, index))).toBeGreaterThan(36);
    }
    decoder.close();
  });

  test('makes keyframes only at the start and on request', async () => {
    const keyframes: number[] = [];
    for (let index = 0; index < 40; index++) {
      const picture = await encoder.encode(i420Picture(index), index * tick, index === 20);
      // Bit 0 is 0 in a keyframe (RFC 6386, section 9.1).
      expect((picture.data[0] & 1) === 0).toBe(picture.keyframe);
      if (picture.keyframe) keyframes.push(index);
    }
    expect(keyframes).toEqual([0, 20]);
  });

  test('encodes the same pictures to the same bytes', async () => {
    const other = new Vp8Encoder({ width, height, rate: 12, bitrate: 2_500_000 });
    for (let index = 0; index < 8; index++) {
      const a = await encoder.encode(i420Picture(index), index * tick, false);
      const b = await other.encode(i420Picture(index), index * tick, false);
      expect(Buffer.from(a.data).equals(b.data)).toBe(true);
    }
    other.close();
  });

  test('takes one picture at a time, and ends the last one when it is closed', async () => {
    const first = encoder.encode(i420Picture(0), 0, false);
    await expect(encoder.encode(i420Picture(1), tick, false)).rejects.toThrow('not finished');
    encoder.close();
    expect((await first).keyframe).toBe(true);
    await expect(encoder.encode(i420Picture(1), tick, false)).rejects.toThrow('closed');
  });

  test('leaves the event loop free while it encodes', async () => {
    const large = new Vp8Encoder({ width: 1024, height: 576, rate: 12, bitrate: 2_500_000 });
    const i420 = new Uint8Array(i420Length(1024, 576));
    rgbToI420(testPicture(1024, 576, 0), 1024, 576, i420);
    let isDone = false;
    const encoded = large.encode(i420, 0, true).finally(() => {
      isDone = true;
    });
    await new Promise(setImmediate);
    expect(isDone).toBe(false);
    await encoded;
    large.close();
  });

  test('keeps frames of few bits small where asked, also of pictures with much detail', async () => {
    const bitrate = 95_000;
    const share = bitrate / 8 / 12;
    const sizes: number[] = [];
    const even = new Vp8Encoder({ width, height, rate: 12, bitrate, even: true });
    for (let index = 0; index < 36; index++) {
      const { data } = await even.encode(detailed(index), index * tick, false);
      if (index >= 12) sizes.push(data.length);
    }
    even.close();
    expect(sizes.reduce((sum, size) => sum + size, 0) / sizes.length).toBeLessThan(1.2 * share);
    expect(Math.max(...sizes)).toBeLessThan(2 * share);
  });

  test('rejects a picture of the wrong size, and any after close', async () => {
    await expect(encoder.encode(new Uint8Array(10), 0, false)).rejects.toThrow(
      '256 x 144 has 55296 bytes, not 10',
    );
    encoder.close();
    encoder.close();
    await expect(encoder.encode(i420Picture(0), 0, false)).rejects.toThrow('closed');
  });
});
