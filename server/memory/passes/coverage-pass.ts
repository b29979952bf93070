import { cameraAxes, type Intrinsics, type Pose, writeTransform } from '../../../shared/geometry/camera.ts';
import { inverseDepthScale } from '../../../shared/geometry/inverse-depth.ts';
import { sampleBlock, sampleStride } from '../keyframe-samples.ts';
import type { CellCoverage, ViewedKeyframe } from './memory-passes.ts';

/** Side in pixels of a cell of the view. */
export const viewCellSize = 8;
/** Extent of a sample as a multiple of its block. The depth test rejects what exceeds the surface. */
const spreadBeyond = 1.3;
/** Tolerance of inverse depths: relative, and absolute in 1 / m. */
const agreement = 0.06;
const agreementFloor = 0.004;
/**
 * A surface is hidden if its inverse depth is below this share of the nearest one's, minus the slack in 1 /
 * m.
 */
const hiddenShare = 0.88;
const hiddenSlack = 0.003;
/** A surface seen at a smaller cosine than this does not count. */
const grazing = 0.03;
/** Quality of a cell that is shown at all. The rest depends on distance and direction. */
const shownAtAll = 0.6;

/** The reference of {@link MemoryPasses.measureCoverage}; view-coverage.ts says when a cell counts as shown. */
export function measureCoverage(
  intrinsics: Intrinsics,
  camera: Pose,
  keyframes: readonly ViewedKeyframe[],
  out: CellCoverage,
): void {
  const { quality, surface, nearest } = out;
  const cells = nearest.length;
  const projection = new SampleProjection(intrinsics, camera, out);
  for (const [i, keyframe] of keyframes.entries()) projection.add(keyframe, i * cells);
  for (let i = 0; i < keyframes.length * cells; i++) {
    const limit = nearest[i % cells] * hiddenShare - hiddenSlack;
    if (surface[i] < limit) quality[i] = 0;
  }
}

class SampleProjection {
  readonly #intrinsics: Intrinsics;
  readonly #camera: Pose;
  readonly #axes: Float64Array;
  readonly #columns: number;
  readonly #rows: number;
  readonly #quality: Float32Array;
  readonly #surface: Float32Array;
  readonly #nearest: Float32Array;
  /** [3, 4], from the view's camera space to the keyframe's. */
  readonly #transform = new Float32Array(12);

  constructor(intrinsics: Intrinsics, camera: Pose, { quality, surface, nearest }: CellCoverage) {
    this.#intrinsics = intrinsics;
    this.#camera = camera;
    this.#axes = cameraAxes(camera);
    this.#columns = Math.ceil(intrinsics.width / viewCellSize);
    this.#rows = Math.ceil(intrinsics.height / viewCellSize);
    this.#quality = quality;
    this.#surface = surface;
    this.#nearest = nearest;
  }

  /** Spreads one keyframe's samples over the cells. Its results start at index `base`. */
  add(keyframe: ViewedKeyframe, base: number): void {
    const { pose, samples } = keyframe;
    const { values, count } = samples;
    const camera = this.#camera;
    const axes = this.#axes;
    const focal = this.#intrinsics.focal / viewCellSize;
    const centreX = this.#intrinsics.width / 2 / viewCellSize;
    const centreY = this.#intrinsics.height / 2 / viewCellSize;
    const block = (spreadBeyond * sampleBlock) / viewCellSize / 2;
    writeTransform(camera, pose, this.#transform, 0);
    for (let i = 0; i < count; i++) {
      const o = i * sampleStride;
      const x = values[o] - camera.x;
      const y = values[o + 1] - camera.y;
      const z = values[o + 2] - camera.z;
      const depth = axes[6] * x + axes[7] * y + axes[8] * z;
      if (depth < 0.05) continue;
      const column = centreX + (focal * (axes[0] * x + axes[1] * y + axes[2] * z)) / depth;
      const row = centreY - (focal * (axes[3] * x + axes[4] * y + axes[5] * z)) / depth;
      const half = (block * values[o + 6]) / depth;
      const left = Math.max(0, Math.ceil(column - half - 0.5));
      const right = Math.min(this.#columns - 1, Math.floor(column + half - 0.5));
      const top = Math.max(0, Math.ceil(row - half - 0.5));
      const bottom = Math.min(this.#rows - 1, Math.floor(row + half - 0.5));
      if (left > right || top > bottom) continue;

      const nx = values[o + 3];
      const ny = values[o + 4];
      const nz = values[o + 5];
      const sky = nx === 0 && ny === 0 && nz === 0;
      const distance = Math.sqrt(x * x + y * y + z * z);
      const facing = nx * x + ny * y + nz * z;
      const cosine = sky ? 1 : facing / distance;
      if (Math.abs(cosine) < grazing) continue;
      // The back of a surface hides what is behind it but shows nothing.
      const quality = cosine < 0 ? 0 : sampleQuality(values, o, pose, x, y, z, distance, cosine);
      // The plane through the point: n . ray / h, with ray = ((column - cx) / f, (cy - row) / f, 1).
      const inverse = sky ? 0 : 1 / depth;
      const alongRow = sky ? 0 : (axes[0] * nx + axes[1] * ny + axes[2] * nz) / (facing * focal);
      const alongColumn = sky ? 0 : -(axes[3] * nx + axes[4] * ny + axes[5] * nz) / (facing * focal);
      for (let r = top; r <= bottom; r++) {
        for (let c = left; c <= right; c++) {
          const here = inverse + alongRow * (c + 0.5 - column) + alongColumn * (r + 0.5 - row);
          const cell = r * this.#columns + c;
          if (here < 0 || (here <= this.#surface[base + cell] && this.#quality[base + cell] > 0)) continue;
          if (!this.#isSeen(keyframe.inverseDepth, c, r, here)) continue;
          this.#surface[base + cell] = here;
          this.#quality[base + cell] = quality;
          if (here > this.#nearest[cell]) this.#nearest[cell] = here;
        }
      }
    }
  }

  /** Whether the keyframe's own depth confirms the point of cell (column, row) at this inverse depth. */
  #isSeen(inverseDepth: Uint16Array, column: number, row: number, inverse: number): boolean {
    const { width, height, focal } = this.#intrinsics;
    const t = this.#transform;
    const rayX = ((column + 0.5) * viewCellSize - width / 2) / focal;
    const rayY = (height / 2 - (row + 0.5) * viewCellSize) / focal;
    // The point divided by its depth, so that sky (inverse depth near 0) needs no special case.
    const z = t[8] * rayX + t[9] * rayY + t[10] + t[11] * inverse;
    if (z < 1e-3) return false;
    const shrink = 1 / z;
    const u = width / 2 + focal * (t[0] * rayX + t[1] * rayY + t[2] + t[3] * inverse) * shrink;
    const v = height / 2 - focal * (t[4] * rayX + t[5] * rayY + t[6] + t[7] * inverse) * shrink;
    if (u < 0 || u >= width || v < 0 || v >= height) return false;
    const code = inverseDepth[Math.floor(v) * width + Math.floor(u)];
    const expected = inverse * shrink;
    return (
      code !== 0 && Math.abs(code * inverseDepthScale - expected) < agreement * expected + agreementFloor
    );
  }
}

/** Quality (0 to 1) of the keyframe's sample at `o` for a camera at -(x, y, z) from it. */
function sampleQuality(
  values: Float32Array,
  o: number,
  pose: Pose,
  x: number,
  y: number,
  z: number,
  distance: number,
  cosine: number,
): number {
  // Source pixels per target pixel along one side. Below 1 the picture is magnified and blurs.
  const density = (distance / values[o + 7]) * Math.sqrt(values[o + 8] / Math.max(0.05, cosine));
  const resolution = density < 1 ? density : 1 / (1 + 0.2 * (density - 1));
  const along = x * (values[o] - pose.x) + y * (values[o + 1] - pose.y) + z * (values[o + 2] - pose.z);
  const direction = 0.5 + (0.5 * along) / (distance * values[o + 7]);
  return shownAtAll + (1 - shownAtAll) * resolution * direction * direction * direction;
}
