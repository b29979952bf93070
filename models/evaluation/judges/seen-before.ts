import {
  type Intrinsics,
  type Pose,
  project,
  unproject,
  type Vector3,
} from '../../../shared/geometry/camera.ts';
import { decodeDepth } from '../../../shared/geometry/inverse-depth.ts';

/** Age in ticks from which a view counts as "before". */
export const idleTicks = 70;
/** Sample points across and down a view. */
const across = 16;
const down = 9;
/** Relative disagreement of depth up to which two views show the same surface. */
const depthTolerance = 0.08;

interface SeenView {
  tick: number;
  pose: Pose;
  /** Codes of true inverse depth [H, W]. */
  depth: Uint16Array;
}

/**
 * Records, from true depths, which surfaces have been shown and when, and thus decides whether a view is a
 * revisit. It is independent of the engine's memory. Views of imagined places do not count, because the
 * reference does not know how those should look again.
 */
export class SeenBefore {
  readonly #intrinsics: Intrinsics;
  readonly #views: SeenView[] = [];

  constructor(intrinsics: Intrinsics) {
    this.#intrinsics = intrinsics;
  }

  record(tick: number, pose: Pose, depth: Uint16Array): void {
    this.#views.push({ tick, pose: { ...pose }, depth: depth.slice() });
  }

  /** Share (0 to 1) of the view at `pose` that a view at tick `until` or before showed. */
  share(until: number, pose: Pose, depth: Uint16Array): number {
    const { width, height } = this.#intrinsics;
    let seen = 0;
    for (let j = 0; j < down; j++) {
      for (let i = 0; i < across; i++) {
        const column = Math.floor(((i + 0.5) / across) * width);
        const row = Math.floor(((j + 0.5) / down) * height);
        const metres = decodeDepth(depth[row * width + column]);
        const point = unproject(this.#intrinsics, pose, column + 0.5, row + 0.5, metres);
        if (this.saw(until, point)) seen++;
      }
    }
    return seen / (across * down);
  }

  /** Whether a view at tick `until` or before showed the surface at `point`. */
  saw(until: number, point: Vector3): boolean {
    return this.#views.some((view) => view.tick <= until && this.#sees(view, point));
  }

  #sees(view: SeenView, point: Vector3): boolean {
    const { width, height } = this.#intrinsics;
    const at = project(this.#intrinsics, view.pose, point);
    if (at.depth < 0.1 || at.u < 0 || at.v < 0 || at.u >= width || at.v >= height) return false;
    const inverse = 1 / decodeDepth(view.depth[Math.floor(at.v) * width + Math.floor(at.u)]);
    return Math.abs(inverse - 1 / at.depth) < depthTolerance / at.depth + 0.004;
  }
}
