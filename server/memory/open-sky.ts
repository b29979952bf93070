import type { Intrinsics } from '../../shared/geometry/camera.ts';
import { memoryPasses } from './passes/choose-passes.ts';
import type { PixelRange } from './passes/memory-passes.ts';

/** Where a picture shows sky with nothing else near it, and the least rectangle that holds all of it. */
export interface OpenSky extends PixelRange {
  /** 1 where it does, [H, W]. */
  mask: Uint8Array;
}

/** Pixels by which a projected rectangle is widened, far over what rounding can move its edges. */
const slack = 1;
/** A corner that lies nearer than this in front of the other camera has no useful projection. */
const leastDepth = 0.05;

/** The open sky of codes [H, W]; undefined where there is none. */
export function openSky(codes: Uint16Array, intrinsics: Intrinsics): OpenSky | undefined {
  const mask = new Uint8Array(codes.length);
  const range = memoryPasses().openSky(intrinsics, codes, mask);
  return range.right < 0 ? undefined : { mask, ...range };
}

/**
 * The part of another camera's picture in which the sky of a keyframe can lie; both have the same field
 * of view. `rotation` (row-major) leads from the other camera's space to the keyframe's. A rectangle whose
 * corners all lie in front of a camera is a convex quadrangle there, so that its corners bound it.
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
