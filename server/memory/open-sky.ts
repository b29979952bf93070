import type { Intrinsics } from '../../shared/geometry/camera.ts';
import { memoryPasses } from './passes/choose-passes.ts';
import type { PixelRange } from './passes/memory-passes.ts';

/** The pixels of a picture with sky and nothing else near, and their bounding box. */
export interface OpenSky extends PixelRange {
  /** 1 for such pixels, [H, W]. */
  mask: Uint8Array;
}

/** Pixels by which a projected rectangle is widened. Rounding moves its edges by much less. */
const slack = 1;
/** A corner with less depth than this in the other camera has no useful projection, metres. */
const leastDepth = 0.05;

/** The open sky of codes [H, W]. Undefined if there is none. */
export function openSky(codes: Uint16Array, intrinsics: Intrinsics): OpenSky | undefined {
  const mask = new Uint8Array(codes.length);
  const range = memoryPasses().openSky(intrinsics, codes, mask);
  return range.right < 0 ? undefined : { mask, ...range };
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
  rotation: Float64Array,
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
