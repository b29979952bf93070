import { cameraAxes, type Intrinsics, type Pose } from '../../shared/geometry/camera.ts';
import { inverseDepthScale } from '../../shared/geometry/inverse-depth.ts';

/**
 * A keyframe's surface in brief: one point per block of pixels, for coverage tests without pixels.
 *
 * Samples follow one another with {@link sampleStride} numbers each: [0..2] position in world space, metres;
 * [3..5] unit normal in world space, pointing away from the keyframe's camera (all 0 for sky, which has no
 * orientation); [6] depth in the keyframe's camera, metres; [7] distance from the keyframe's eye, metres; [8]
 * cosine between the normal and the line of sight (1 = seen head-on).
 */
export interface KeyframeSamples {
  count: number;
  values: Float32Array;
}

export const sampleStride = 9;
/** Side in pixels of the block that one sample represents. */
export const sampleBlock = 16;
/** Points farther away than this are sky, metres. */
export const skyDistance = 1000;

/**
 * Positions in a block at which a known depth is searched, as shares of its side. The first known one is
 * used.
 */
const probes: readonly (readonly [number, number])[] = [
  [0.5, 0.5],
  [0.25, 0.25],
  [0.75, 0.75],
  [0.75, 0.25],
  [0.25, 0.75],
];
/** Pixels between the depths that give a surface's slope. */
const slopeStep = 3;

/** Samples of the known pixels of `inverseDepth` (codes [H, W]) seen from `pose`. */
export function sampleKeyframe(
  intrinsics: Intrinsics,
  pose: Pose,
  inverseDepth: Uint16Array,
): KeyframeSamples {
  const { width, height, focal } = intrinsics;
  const columns = Math.ceil(width / sampleBlock);
  const rows = Math.ceil(height / sampleBlock);
  const values = new Float32Array(columns * rows * sampleStride);
  const axes = cameraAxes(pose);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (const [shareX, shareY] of probes) {
        const u = Math.min(width - 1, Math.floor((column + shareX) * sampleBlock));
        const v = Math.min(height - 1, Math.floor((row + shareY) * sampleBlock));
        const code = inverseDepth[v * width + u];
        if (code === 0) continue;
        const rayX = (u + 0.5 - width / 2) / focal;
        const rayY = (height / 2 - v - 0.5) / focal;
        const rayLength = Math.hypot(rayX, rayY, 1);
        const inverse = code * inverseDepthScale;
        const depth = 1 / inverse;
        const offset = count++ * sampleStride;
        // On a plane, inverse depth is (n . ray) / h, so its slopes over the image give the normal.
        const slopeX = slope(inverseDepth, width, u, 1, v * width + u) * inverseDepthScale * focal;
        const slopeY = -slope(inverseDepth, height, v, width, v * width + u) * inverseDepthScale * focal;
        const slopeZ = inverse - rayX * slopeX - rayY * slopeY;
        const length = Math.hypot(slopeX, slopeY, slopeZ);
        const sky = depth > skyDistance;
        const scale = sky ? 0 : 1 / length;
        for (let axis = 0; axis < 3; axis++) {
          values[offset + axis] = axes[axis] * rayX + axes[3 + axis] * rayY + axes[6 + axis];
          values[offset + axis] *= depth;
          values[offset + 3 + axis] =
            (axes[axis] * slopeX + axes[3 + axis] * slopeY + axes[6 + axis] * slopeZ) * scale;
        }
        values[offset] += pose.x;
        values[offset + 1] += pose.y;
        values[offset + 2] += pose.z;
        values[offset + 6] = depth;
        values[offset + 7] = depth * rayLength;
        values[offset + 8] = sky ? 1 : inverse / (length * rayLength);
        break;
      }
    }
  }
  return { count, values: values.slice(0, count * sampleStride) };
}

/** The samples of the same picture taken from (x, y, z), given those taken from the origin. */
export function movedSamples(
  { count, values }: KeyframeSamples,
  x: number,
  y: number,
  z: number,
): KeyframeSamples {
  const moved = values.slice();
  for (let offset = 0; offset < moved.length; offset += sampleStride) {
    moved[offset] += x;
    moved[offset + 1] += y;
    moved[offset + 2] += z;
  }
  return { count, values: moved };
}

/**
 * Change of inverse depth in codes a pixel along one image axis at `index`. The smaller of the slopes to both
 * sides is used, because the larger one may cross the edge of a surface.
 */
function slope(codes: Uint16Array, size: number, position: number, stride: number, index: number): number {
  const here = codes[index];
  const before = position >= slopeStep ? codes[index - slopeStep * stride] : 0;
  const after = position + slopeStep < size ? codes[index + slopeStep * stride] : 0;
  const left = before === 0 ? Number.POSITIVE_INFINITY : here - before;
  const right = after === 0 ? Number.POSITIVE_INFINITY : after - here;
  const smaller = Math.abs(left) < Math.abs(right) ? left : right;
  return Number.isFinite(smaller) ? smaller / slopeStep : 0;
}
