import type { Keyframe } from '../../../server/contracts/keyframe.ts';
import { type Intrinsics, type Pose, project, unproject } from '../../../shared/geometry/camera.ts';
import { inverseDepthScale, skyCode } from '../../../shared/geometry/inverse-depth.ts';
import type { Frame } from '../../reference/rendering/renderer.ts';

/** A square of a view, in its pixels. */
export interface Block {
  column: number;
  row: number;
  side: number;
}

const side = 8;
/** A keyframe shows a surface when its depth there is the surface's within this share. */
const tolerance = 0.06;
/** Pixels of a picture for each that is shown, along a side, below which a surface is magnified. */
const magnifiedBelow = 0.5;

/** Which parts of a view show surfaces from nearer than any picture of a world seed does. */
export class Magnification {
  readonly #intrinsics: Intrinsics;
  readonly #keyframes: readonly Pick<Keyframe, 'pose' | 'inverseDepth'>[];

  constructor(intrinsics: Intrinsics, keyframes: readonly Pick<Keyframe, 'pose' | 'inverseDepth'>[]) {
    this.#intrinsics = intrinsics;
    this.#keyframes = keyframes;
  }

  /** Blocks whose middle some keyframe shows, but none with half as many pixels as the view; `truth`: its depths. */
  magnified(camera: Pose, { inverseDepth }: Pick<Frame, 'inverseDepth'>): Block[] {
    const { width, height } = this.#intrinsics;
    const blocks: Block[] = [];
    for (let row = 0; row + side <= height; row += side) {
      for (let column = 0; column + side <= width; column += side) {
        const code = inverseDepth[(row + side / 2) * width + column + side / 2];
        if (code <= skyCode) continue;
        const best = this.#finest(
          camera,
          column + side / 2 + 0.5,
          row + side / 2 + 0.5,
          1 / (code * inverseDepthScale),
        );
        if (best > 0 && best < magnifiedBelow) blocks.push({ column, row, side });
      }
    }
    return blocks;
  }

  /** Pixels that the best keyframe has of a surface for each of the view's, along a side; 0: none shows it. */
  #finest(camera: Pose, u: number, v: number, depth: number): number {
    const { width, height } = this.#intrinsics;
    const point = unproject(this.#intrinsics, camera, u, v, depth);
    const own = distance(camera, point);
    let best = 0;
    for (const { pose, inverseDepth } of this.#keyframes) {
      const share = own / distance(pose, point);
      if (share <= best) continue;
      const seen = project(this.#intrinsics, pose, point);
      if (seen.depth <= 0 || seen.u < 0 || seen.v < 0 || seen.u >= width || seen.v >= height) continue;
      const code = inverseDepth[Math.floor(seen.v) * width + Math.floor(seen.u)];
      if (Math.abs(code * inverseDepthScale * seen.depth - 1) < tolerance) best = share;
    }
    return best;
  }
}

function distance(a: { x: number; y: number; z: number }, b: { x: number; y: number; z: number }): number {
  return Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z);
}
