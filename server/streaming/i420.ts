import { existsSync } from 'node:fs';
import { type I420Conversion, loadI420Conversion, nativeModule } from '../native/native-module.ts';

/**
 * Conversion between planar RGB (what the sampler writes) and I420 (what video encoders read).
 *
 * I420 is a luma plane [H, W] followed by two chroma planes [H / 2, W / 2]. The colour space is BT.601 with
 * limited range, as VP8 defines it (RFC 6386, section 9.2): luma is in [16, 235], chroma in [16, 240].
 */

/** Bytes of an I420 picture. Both sides must be even. */
export function i420Length(width: number, height: number): number {
  return (width * height * 3) / 2;
}

/**
 * Writes planar RGB (uint8 [3, H, W]) as I420 into `out`. The coefficients are those of BT.601 in units of 1
 * / 256. Chroma is the mean of each 2 x 2 block.
 *
 * @throws RangeError if a side is odd or an array has the wrong length
 */
export function rgbToI420(rgb: Uint8Array, width: number, height: number, out: Uint8Array): void {
  checkSizes(rgb, out, width, height);
  const pixels = width * height;
  const green = pixels;
  const blue = pixels * 2;
  const chromaWidth = width >> 1;
  const v = pixels + (pixels >> 2);
  for (let y = 0; y < height; y += 2) {
    let upper = y * width;
    let lower = upper + width;
    let chroma = pixels + (y >> 1) * chromaWidth;
    for (let x = 0; x < width; x += 2, upper += 2, lower += 2, chroma++) {
      const r0 = rgb[upper];
      const r1 = rgb[upper + 1];
      const r2 = rgb[lower];
      const r3 = rgb[lower + 1];
      const g0 = rgb[green + upper];
      const g1 = rgb[green + upper + 1];
      const g2 = rgb[green + lower];
      const g3 = rgb[green + lower + 1];
      const b0 = rgb[blue + upper];
      const b1 = rgb[blue + upper + 1];
      const b2 = rgb[blue + lower];
      const b3 = rgb[blue + lower + 1];
      out[upper] = ((66 * r0 + 129 * g0 + 25 * b0 + 128) >> 8) + 16;
      out[upper + 1] = ((66 * r1 + 129 * g1 + 25 * b1 + 128) >> 8) + 16;
      out[lower] = ((66 * r2 + 129 * g2 + 25 * b2 + 128) >> 8) + 16;
      out[lower + 1] = ((66 * r3 + 129 * g3 + 25 * b3 + 128) >> 8) + 16;
      const r = r0 + r1 + r2 + r3;
      const g = g0 + g1 + g2 + g3;
      const b = b0 + b1 + b2 + b3;
      out[chroma] = ((-38 * r - 74 * g + 112 * b + 512) >> 10) + 128;
      out[chroma - pixels + v] = ((112 * r - 94 * g - 18 * b + 512) >> 10) + 128;
    }
  }
}

/**
 * The native conversion, or {@link rgbToI420} where it was not built or does not give the same bytes. It is checked
 * once.
 */
export const convertToI420: I420Conversion = chooseConversion();

function chooseConversion(): I420Conversion {
  if (!existsSync(nativeModule)) return rgbToI420;
  try {
    const native = loadI420Conversion();
    const [width, height] = [34, 6];
    const rgb = Uint8Array.from({ length: 3 * width * height }, (_, i) => (i * 89 + (i >> 3)) % 256);
    const [expected, found] = [
      new Uint8Array(i420Length(width, height)),
      new Uint8Array(i420Length(width, height)),
    ];
    rgbToI420(rgb, width, height, expected);
    native(rgb, width, height, found);
    if (Buffer.compare(expected, found) !== 0) return rgbToI420;
    return (picture, w, h, out) => {
      checkSizes(picture, out, w, h);
      native(picture, w, h, out);
    };
  } catch {
    // A module of another machine, or an older one: set-up builds it again.
    return rgbToI420;
  }
}

/**
 * The inverse of {@link rgbToI420}. Each chroma sample is repeated over its 2 x 2 block.
 *
 * @throws RangeError if a side is odd or an array has the wrong length
 */
export function i420ToRgb(i420: Uint8Array, width: number, height: number, out: Uint8Array): void {
  checkSizes(out, i420, width, height);
  const pixels = width * height;
  const chromaWidth = width >> 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x;
      const chroma = pixels + (y >> 1) * chromaWidth + (x >> 1);
      const luma = 298 * (i420[pixel] - 16) + 128;
      const u = i420[chroma] - 128;
      const v = i420[chroma + (pixels >> 2)] - 128;
      out[pixel] = clamp((luma + 409 * v) >> 8);
      out[pixels + pixel] = clamp((luma - 100 * u - 208 * v) >> 8);
      out[pixels * 2 + pixel] = clamp((luma + 516 * u) >> 8);
    }
  }
}

function clamp(value: number): number {
  return Math.max(0, Math.min(255, value));
}

function checkSizes(rgb: Uint8Array, i420: Uint8Array, width: number, height: number): void {
  if (width % 2 !== 0 || height % 2 !== 0) {
    throw new RangeError(`I420 needs even sides, not ${width} x ${height}`);
  }
  if (rgb.length !== width * height * 3) {
    throw new RangeError(
      `planar RGB of ${width} x ${height} has ${width * height * 3} bytes, not ${rgb.length}`,
    );
  }
  if (i420.length !== i420Length(width, height)) {
    throw new RangeError(
      `I420 of ${width} x ${height} has ${i420Length(width, height)} bytes, not ${i420.length}`,
    );
  }
}
