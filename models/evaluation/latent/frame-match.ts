import { cameraAxes, type Intrinsics, type Pose } from '../../../shared/geometry/camera.ts';
import { inverseDepthScale, skyCode } from '../../../shared/geometry/inverse-depth.ts';
import type { SeenFrame } from './latent-encoder.ts';

/** Every so many pixels are compared. */
export const stride = 4;
/** Most that one pixel counts, shares of full white, and of 1/m: what is hidden in one frame says nothing of the motion. */
const most = { colour: 0.2, inverseDepth: 0.1 } as const;

/** Tells how well a motion of the eye explains what changed between two frames: reprojection with bilinear samples. */
export class FrameMatch {
  readonly #intrinsics: Intrinsics;

  constructor(intrinsics: Intrinsics) {
    this.#intrinsics = intrinsics;
  }

  /**
   * Points of a frame seen from `from`, as a function of where the eye went: the mean difference to the later frame, from 0
   * (nothing differs) to 0.3. Points that leave the view, and those of things and the sky, do not count.
   */
  errors(before: SeenFrame, after: SeenFrame, from: Pose, every = stride): (to: Pose) => number {
    const { width, height, focal } = this.#intrinsics;
    const area = width * height;
    const axes = cameraAxes(from);
    const points: number[] = [];
    for (let j = every >> 1; j < height; j += every) {
      for (let i = every >> 1; i < width; i += every) {
        const pixel = j * width + i;
        const code = before.inverseDepth[pixel];
        if (code <= skyCode) continue;
        const depth = 1 / (code * inverseDepthScale);
        const x = ((i + 0.5 - width / 2) / focal) * depth;
        const y = ((height / 2 - j - 0.5) / focal) * depth;
        points.push(
          from.x + axes[0] * x + axes[3] * y + axes[6] * depth,
          from.y + axes[1] * x + axes[4] * y + axes[7] * depth,
          from.z + axes[2] * x + axes[5] * y + axes[8] * depth,
          pixel,
        );
      }
    }
    return (to) => {
      const a = cameraAxes(to);
      let sum = 0;
      let count = 0;
      for (let p = 0; p < points.length; p += 4) {
        const [x, y, z] = [points[p] - to.x, points[p + 1] - to.y, points[p + 2] - to.z];
        const depth = a[6] * x + a[7] * y + a[8] * z;
        if (depth < 0.1) continue;
        const u = width / 2 + (focal * (a[0] * x + a[1] * y + a[2] * z)) / depth - 0.5;
        const v = height / 2 - (focal * (a[3] * x + a[4] * y + a[5] * z)) / depth - 0.5;
        const [left, top] = [Math.floor(u), Math.floor(v)];
        if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) continue;
        const at = top * width + left;
        const seen = after.inverseDepth[Math.round(v) * width + Math.round(u)];
        if (seen <= skyCode) continue;
        const [right, down] = [u - left, v - top];
        let colour = 0;
        for (let plane = 0; plane < 3 * area; plane += area) {
          const [p00, p01] = [after.rgb[plane + at], after.rgb[plane + at + 1]];
          const [p10, p11] = [after.rgb[plane + at + width], after.rgb[plane + at + width + 1]];
          const value =
            (p00 * (1 - right) + p01 * right) * (1 - down) + (p10 * (1 - right) + p11 * right) * down;
          colour += Math.abs(value - before.rgb[plane + points[p + 3]]);
        }
        sum += Math.min(most.colour, colour / 765);
        sum += Math.min(most.inverseDepth, Math.abs(seen * inverseDepthScale - 1 / depth));
        count++;
      }
      return count === 0 ? most.colour + most.inverseDepth : sum / count;
    };
  }
}
