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

describe('Vp8Encoder', () => {
  let encoder: Vp8Encoder;
  beforeEach(() => {
    encoder = new Vp8Encoder({ width, height, rate: 12, bitrate: 2_500_000 });
  });
  afterEach(() => encoder.close());

  test('returns each picture at once, close to the input', () => {
    const decoder = new Vp8Decoder();
    const rgb = new Uint8Array(width * height * 3);
    for (let index = 0; index < 24; index++) {
      const { data } = encoder.encode(i420Picture(index), index * tick, false);
      const decoded = decoder.decode(data);
      expect([decoded.width, decoded.height]).toEqual([width, height]);
      i420ToRgb(decoded.i420, width, height, rgb);
      expect(peakSignalToNoise(rgb, testPicture(width, height, index))).toBeGreaterThan(36);
    }
    decoder.close();
  });

  test('makes keyframes only at the start and on request', () => {
    const keyframes = Array.from({ length: 40 }, (_, index) => {
      const picture = encoder.encode(i420Picture(index), index * tick, index === 20);
      // Bit 0 is 0 in a keyframe (RFC 6386, section 9.1).
      expect((picture.data[0] & 1) === 0).toBe(picture.keyframe);
      return picture.keyframe;
    });
    expect(keyframes.flatMap((keyframe, index) => (keyframe ? [index] : []))).toEqual([0, 20]);
  });

  test('encodes the same pictures to the same bytes', () => {
    const other = new Vp8Encoder({ width, height, rate: 12, bitrate: 2_500_000 });
    for (let index = 0; index < 8; index++) {
      const a = encoder.encode(i420Picture(index), index * tick, false);
      const b = other.encode(i420Picture(index), index * tick, false);
      expect(Buffer.from(a.data).equals(b.data)).toBe(true);
    }
    other.close();
  });

  test('rejects a picture of the wrong size, and any after close', () => {
    expect(() => encoder.encode(new Uint8Array(10), 0, false)).toThrow('256 x 144 has 55296 bytes, not 10');
    encoder.close();
    encoder.close();
    expect(() => encoder.encode(i420Picture(0), 0, false)).toThrow('closed');
  });
});
