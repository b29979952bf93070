import type { Intrinsics } from '../../shared/geometry/camera.ts';
import { inverseDepthScale } from '../../shared/geometry/inverse-depth.ts';
import { skyDistance } from './keyframe-samples.ts';

/** Pixels, ends included. */
export interface PixelRange {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** The pixels of a picture with sky and nothing else near, and their bounding box. */
export interface OpenSky extends PixelRange {
  /** 1 for such pixels, [H, W]. */
  mask: Uint8Array;
}

/** Distance in pixels from anything but sky, whose colour bleeds into the sky. */
const border = 2;
/** Highest code that is sky. */
const lastSkyCode = Math.floor(1 / (skyDistance * inverseDepthScale));
/** Pixels by which a projected rectangle is widened. Rounding moves its edges by much less. */
const slack = 1;
/** A corner with less depth than this in the other camera has no useful projection, metres. */
const leastDepth = 0.05;

/** The open sky of codes [H, W]. Undefined if there is none. */
export function openSky(codes: Uint16Array, { width, height }: Intrinsics): OpenSky | undefined {
  const across = new Uint8Array(codes.length);
  let any = false;
  // Two passes, along rows and then columns. A run of 2 * border + 1 pixels must be sky.
  for (let row = 0; row < height; row++) {
    for (let column = 0, run = 0, at = row * width; column < width + border; column++, at++) {
      run = column >= width || (codes[at] !== 0 && codes[at] <= lastSkyCode) ? run + 1 : 0;
      if (column < border || run <= Math.min(2 * border, column)) continue;
      across[at - border] = 1;
      any = true;
    }
  }
  if (!any) return undefined;
  const sky = { mask: new Uint8Array(codes.length), left: width, right: -1, top: height, bottom: -1 };
  for (let column = 0; column < width; column++) {
    for (let row = 0, run = 0; row < height + border; row++) {
      run = row >= height || across[row * width + column] === 1 ? run + 1 : 0;
      if (row < border || run <= Math.min(2 * border, row)) continue;
      sky.mask[(row - border) * width + column] = 1;
      sky.left = Math.min(sky.left, column);
      sky.right = column;
      sky.top = Math.min(sky.top, row - border);
      sky.bottom = Math.max(sky.bottom, row - border);
    }
  }
  return sky.right < 0 ? undefined : sky;
}

/**
 * The part of another camera's picture in which the sky of a keyframe can lie. Both cameras have the same
 * field of view. A rectangle whose corners all lie in front of a camera projects to a convex quadrangle, so
 * its corners bound it.
 *
 * @param rotation From the other camera's space to the keyframe's, 3 x 3, row-major.
 */
export function partThatSees(
  sky: PixelRange,
  rotation: readonly number[],
  { width, height, focal }: Intrinsics,
): PixelRange {
  const all = { left: 0, right: width - 1, top: 0, bottom: height - 1 };
  const part = { left: width, right: -1, top: height, bottom: -1 };
  for (const u of [sky.left, sky.right]) {
    for (const v of [sky.top, sky.bottom]) {
      const x = (u + 0.5 - width / 2) / focal;
      const y = (height / 2 - v - 0.5) / focal;
      const along = (axis: number) => rotation[axis] * x + rotation[3 + axis] * y + rotation[6 + axis];
      const depth = along(2);
      if (depth < leastDepth) return all;
      const column = width / 2 + (focal * along(0)) / depth - 0.5;
      const row = height / 2 - (focal * along(1)) / depth - 0.5;
      part.left = Math.min(part.left, Math.floor(column) - slack);
      part.right = Math.max(part.right, Math.ceil(column) + slack);
      part.top = Math.min(part.top, Math.floor(row) - slack);
      part.bottom = Math.max(part.bottom, Math.ceil(row) + slack);
    }
  }
  return {
    left: Math.max(all.left, part.left),
    right: Math.min(all.right, part.right),
    top: Math.max(all.top, part.top),
    bottom: Math.min(all.bottom, part.bottom),
  };
}
