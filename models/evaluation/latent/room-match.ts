import { cameraAxes, type Intrinsics, type Pose } from '../../../shared/geometry/camera.ts';
import { inverseDepthScale, skyCode } from '../../../shared/geometry/inverse-depth.ts';
import type { SeenFrame } from './latent-encoder.ts';

/** Every so many pixels of a frame are compared. */
const stride = 4;
/** Most that one pixel counts, shares of full white, and of 1/m. */
const most = { colour: 0.2, inverseDepth: 0.1 } as const;
/** What a pixel counts that no picture shows: less than a contradiction, more than what agrees. */
const unseen = 0.08;
/** Share of an inverse depth, and 1/m, by which something is nearer and hides what lies behind it. */
const hides = { share: 0.08, inverseDepth: 0.02 } as const;
/** A pixel that agrees so well with one picture is not looked for in others. */
const agrees = 0.02;

/** A picture whose pose is known: RGB uint8 [3, H, W], and codes of inverse depth uint16 [H, W]. */
export interface PosedFrame extends SeenFrame {
  readonly pose: Pose;
}

/**
 * Tells how well a pose explains a frame of a place of which there are posed pictures. What the frame shows is put into the place
 * from that pose, and compared with the pictures that see it there; what is hidden in one of them is looked for in the others.
 */
export class RoomMatch {
  readonly #intrinsics: Intrinsics;

  constructor(intrinsics: Intrinsics) {
    this.#intrinsics = intrinsics;
  }

  /** From 0, where nothing differs, to 0.3. The first picture was taken near the pose, and has the same sky. */
  errors(frame: SeenFrame, pictures: readonly PosedFrame[]): (pose: Pose) => number {
    const points = this.#points(frame);
    const { width, height, focal } = this.#intrinsics;
    const area = width * height;
    const taken = pictures.map((picture) => ({ ...picture, axes: cameraAxes(picture.pose) }));
    return (pose) => {
      const axes = cameraAxes(pose);
      let sum = 0;
      for (let p = 0; p < points.length; p += 6) {
        const isSky = points[p + 2] === 0;
        const [a, b, c] = isSky
          ? [points[p], points[p + 1], 1]
          : [points[p] * points[p + 2], points[p + 1] * points[p + 2], points[p + 2]];
        const x = axes[0] * a + axes[3] * b + axes[6] * c;
        const y = axes[1] * a + axes[4] * b + axes[7] * c;
        const z = axes[2] * a + axes[5] * b + axes[8] * c;
        let least = unseen;
        for (let i = 0; i < (isSky ? 1 : taken.length) && (i === 0 || least > agrees); i++) {
          const { pose: from, axes: to, rgb, inverseDepth } = taken[i];
          const [dx, dy, dz] = isSky
            ? [x, y, z]
            : [x + pose.x - from.x, y + pose.y - from.y, z + pose.z - from.z];
          const depth = to[6] * dx + to[7] * dy + to[8] * dz;
          if (depth < 0.1) continue;
          const u = Math.floor(width / 2 + (focal * (to[0] * dx + to[1] * dy + to[2] * dz)) / depth);
          const v = Math.floor(height / 2 - (focal * (to[3] * dx + to[4] * dy + to[5] * dz)) / depth);
          if (u < 0 || v < 0 || u >= width || v >= height) continue;
          const at = v * width + u;
          const code = inverseDepth[at];
          if (code < skyCode) continue;
          const there = code === skyCode ? 0 : code * inverseDepthScale;
          const here = isSky ? 0 : 1 / depth;
          if (!isSky && i > 0 && there > here * (1 + hides.share) + hides.inverseDepth) continue;
          let colour = 0;
          for (let plane = 0; plane < 3; plane++) {
            colour += Math.abs(rgb[plane * area + at] - points[p + 3 + plane]);
          }
          const error =
            Math.min(most.colour, colour / 765) + Math.min(most.inverseDepth, Math.abs(there - here));
          if (i === 0 || error < least) least = error;
        }
        sum += least;
      }
      return points.length === 0 ? most.colour + most.inverseDepth : (6 * sum) / points.length;
    };
  }

  /** Slopes to the right and up, depth in metres (0: the sky), and colours, of pixels that show no thing. */
  #points({ rgb, inverseDepth }: SeenFrame): Float32Array {
    const { width, height, focal } = this.#intrinsics;
    const area = width * height;
    const points: number[] = [];
    for (let j = stride >> 1; j < height; j += stride) {
      for (let i = stride >> 1; i < width; i += stride) {
        const pixel = j * width + i;
        const code = inverseDepth[pixel];
        if (code < skyCode) continue;
        points.push((i + 0.5 - width / 2) / focal, (height / 2 - j - 0.5) / focal);
        points.push(code === skyCode ? 0 : 1 / (code * inverseDepthScale));
        points.push(rgb[pixel], rgb[area + pixel], rgb[2 * area + pixel]);
      }
    }
    return Float32Array.from(points);
  }
}
