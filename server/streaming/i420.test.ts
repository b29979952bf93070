import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { convertToI420, i420Length, i420ToRgb, rgbToI420 } from './i420.ts';

const channel = fc.integer({ min: 0, max: 255 });

describe('convertToI420', () => {
  test('gives the bytes of rgbToI420 for every size and picture', () => {
    const side = fc.integer({ min: 1, max: 40 }).map((half) => 2 * half);
    fc.assert(
      fc.property(side, side, fc.infiniteStream(channel), (width, height, levels) => {
        const rgb = Uint8Array.from(levels.take(3 * width * height));
        const [expected, found] = [0, 1].map(() => new Uint8Array(i420Length(width, height)));
        rgbToI420(rgb, width, height, expected);
        convertToI420(rgb, width, height, found);
        expect(found).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  test('rejects arrays of the wrong size', () => {
    expect(() => convertToI420(new Uint8Array(11), 2, 2, new Uint8Array(6))).toThrow('12 bytes, not 11');
    expect(() => convertToI420(new Uint8Array(12), 2, 2, new Uint8Array(7))).toThrow('6 bytes, not 7');
  });
});

describe('rgbToI420', () => {
  test.each([
    ['black', [0, 0, 0], [16, 128, 128]],
    ['white', [255, 255, 255], [235, 128, 128]],
    ['red', [255, 0, 0], [81, 90, 240]],
    ['green', [0, 255, 0], [145, 54, 34]],
    ['blue', [0, 0, 255], [41, 240, 110]],
  ])('converts %s to the YUV of BT.601 within 1', (_name, [r, g, b], [y, u, v]) => {
    const i420 = new Uint8Array(i420Length(2, 2));
    rgbToI420(Uint8Array.of(r, r, r, r, g, g, g, g, b, b, b, b), 2, 2, i420);
    for (const [index, sample] of [y, y, y, y, u, v].entries()) {
      expect(Math.abs(i420[index] - sample)).toBeLessThanOrEqual(1);
    }
  });

  test('writes the three planes one after the other, row by row', () => {
    const width = 4;
    const height = 4;
    const rgb = new Uint8Array(width * height * 3);
    // Only the lower right 2 x 2 block is red.
    for (const pixel of [10, 11, 14, 15]) rgb[pixel] = 255;
    const i420 = new Uint8Array(i420Length(width, height));
    rgbToI420(rgb, width, height, i420);
    const luma = [16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 82, 82, 16, 16, 82, 82];
    expect([...i420]).toEqual([...luma, 128, 128, 128, 90, 128, 128, 128, 240]);
  });

  test('restores the colour of a flat picture within 3 of 255', () => {
    fc.assert(
      fc.property(
        channel,
        channel,
        channel,
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 8 }),
        (r, g, b, halfWidth, halfHeight) => {
          const width = halfWidth * 2;
          const height = halfHeight * 2;
          const pixels = width * height;
          const rgb = new Uint8Array(pixels * 3);
          rgb
            .fill(r, 0, pixels)
            .fill(g, pixels, pixels * 2)
            .fill(b, pixels * 2);
          const i420 = new Uint8Array(i420Length(width, height));
          const back = new Uint8Array(rgb.length);
          rgbToI420(rgb, width, height, i420);
          i420ToRgb(i420, width, height, back);
          for (let i = 0; i < rgb.length; i++) expect(Math.abs(back[i] - rgb[i])).toBeLessThanOrEqual(3);
        },
      ),
    );
  });

  test('keeps samples in the limited range and gives grey pictures neutral chroma', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4 * 6, maxLength: 4 * 6 }), (grey) => {
        const rgb = new Uint8Array([...grey, ...grey, ...grey]);
        const i420 = new Uint8Array(i420Length(4, 6));
        const back = new Uint8Array(rgb.length);
        rgbToI420(rgb, 4, 6, i420);
        for (const luma of i420.subarray(0, 24)) expect(luma >= 16 && luma <= 235).toBe(true);
        for (const chroma of i420.subarray(24)) expect(chroma).toBe(128);
        i420ToRgb(i420, 4, 6, back);
        for (let i = 0; i < rgb.length; i++) expect(Math.abs(back[i] - rgb[i])).toBeLessThanOrEqual(2);
      }),
    );
  });

  test('rejects odd sides and arrays of the wrong size', () => {
    expect(() => rgbToI420(new Uint8Array(27), 3, 3, new Uint8Array(14))).toThrow('even sides');
    expect(() => rgbToI420(new Uint8Array(11), 2, 2, new Uint8Array(6))).toThrow('12 bytes, not 11');
    expect(() => rgbToI420(new Uint8Array(12), 2, 2, new Uint8Array(7))).toThrow('6 bytes, not 7');
  });
});
