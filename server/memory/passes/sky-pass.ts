import type { Intrinsics } from '../../../shared/geometry/camera.ts';
import { inverseDepthScale, skyCode } from '../../../shared/geometry/inverse-depth.ts';
import { skyDistance } from '../keyframe-samples.ts';
import type { PixelRange, SkyFill } from './memory-passes.ts';

/** Distance in pixels from anything but sky, whose colour bleeds into the sky. */
const border = 2;
/** Highest code that is sky. */
export const lastSkyCode = Math.floor(1 / (skyDistance * inverseDepthScale));

/** The reference of {@link MemoryPasses.openSky}. */
export function openSky({ width, height }: Intrinsics, codes: Uint16Array, mask: Uint8Array): PixelRange {
  const across = new Uint8Array(codes.length);
  // Two passes, along rows and then columns. A run of 2 * border + 1 pixels must be sky.
  for (let row = 0; row < height; row++) {
    for (let column = 0, run = 0, at = row * width; column < width + border; column++, at++) {
      run = column >= width || (codes[at] !== 0 && codes[at] <= lastSkyCode) ? run + 1 : 0;
      if (column < border || run <= Math.min(2 * border, column)) continue;
      across[at - border] = 1;
    }
  }
  const sky = { left: width, right: -1, top: height, bottom: -1 };
  for (let column = 0; column < width; column++) {
    for (let row = 0, run = 0; row < height + border; row++) {
      run = row >= height || across[row * width + column] === 1 ? run + 1 : 0;
      if (row < border || run <= Math.min(2 * border, row)) continue;
      mask[(row - border) * width + column] = 1;
      sky.left = Math.min(sky.left, column);
      sky.right = column;
      sky.top = Math.min(sky.top, row - border);
      sky.bottom = Math.max(sky.bottom, row - border);
    }
  }
  return sky;
}

/** The reference of {@link MemoryPasses.fillSky}; sky-plates.ts says what plates are for. */
export function fillSky(
  { width, height, focal }: Intrinsics,
  { rotation: r, part, mask, rgb }: SkyFill,
  plateCodes: Uint16Array,
  plateRgb: Uint8Array | undefined,
): number {
  const pixels = width * height;
  let filled = 0;
  for (let row = part.top; row <= part.bottom; row++) {
    const y = (height / 2 - row - 0.5) / focal;
    for (let column = part.left, pixel = row * width + part.left; column <= part.right; column++, pixel++) {
      if (plateCodes[pixel] !== 0) continue;
      const x = (column + 0.5 - width / 2) / focal;
      const depth = r[6] * x + r[7] * y + r[8];
      if (depth < 0.05) continue;
      const u = width / 2 + (focal * (r[0] * x + r[1] * y + r[2])) / depth - 0.5;
      const v = height / 2 - (focal * (r[3] * x + r[4] * y + r[5])) / depth - 0.5;
      if (!(u >= 0 && v >= 0 && u < width - 1 && v < height - 1)) continue;
      const left = Math.floor(u);
      const top = Math.floor(v);
      const at = top * width + left;
      if (mask[at] + mask[at + 1] + mask[at + width] + mask[at + width + 1] < 4) continue;
      if (plateRgb === undefined) return 1;
      const a = u - left;
      const b = v - top;
      for (let channel = 0, plane = at; channel < 3; channel++, plane += pixels) {
        const upper = rgb[plane] * (1 - a) + rgb[plane + 1] * a;
        const lower = rgb[plane + width] * (1 - a) + rgb[plane + width + 1] * a;
        plateRgb[channel * pixels + pixel] = upper * (1 - b) + lower * b + 0.5;
      }
      plateCodes[pixel] = skyCode;
      filled++;
    }
  }
  return filled;
}
