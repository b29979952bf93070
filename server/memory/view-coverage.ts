import type { Intrinsics, Pose } from '../../shared/geometry/camera.ts';
import { memoryPasses } from './passes/choose-passes.ts';
import { viewCellSize } from './passes/coverage-pass.ts';
import type { CellCoverage, ViewedKeyframe } from './passes/memory-passes.ts';

/**
 * Measures which parts of a view keyframes show, in cells of 8 x 8 pixels. Each surface sample of a keyframe
 * is spread over the cells that its plane may fill. A cell counts if the keyframe's own depth confirms the
 * point on that plane (the test that condition.onnx makes for each pixel), and if no keyframe shows a nearer
 * surface in front of it.
 */
export class ViewCoverage {
  /** Number of cells of the view. */
  readonly cells: number;
  #intrinsics: Intrinsics;
  #coverage: CellCoverage;

  constructor(intrinsics: Intrinsics, mostKeyframes: number) {
    this.#intrinsics = intrinsics;
    this.cells = Math.ceil(intrinsics.width / viewCellSize) * Math.ceil(intrinsics.height / viewCellSize);
    this.#coverage = {
      quality: new Float32Array(mostKeyframes * this.cells),
      surface: new Float32Array(mostKeyframes * this.cells),
      nearest: new Float32Array(this.cells),
    };
  }

  /** [keyframes, cells], 0 to 1: how well each keyframe shows each cell. Valid after {@link measure}. */
  get quality(): Float32Array {
    return this.#coverage.quality;
  }

  /** Fills `quality` for the keyframes, in their order. */
  measure(camera: Pose, keyframes: readonly ViewedKeyframe[]): void {
    const { quality, surface, nearest } = this.#coverage;
    nearest.fill(0);
    quality.fill(0, 0, keyframes.length * this.cells);
    surface.fill(0, 0, keyframes.length * this.cells);
    memoryPasses().measureCoverage(this.#intrinsics, camera, keyframes, this.#coverage);
  }
}
