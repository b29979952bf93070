import { coveredFrom, type GeneratedView } from '../../../server/contracts/view.ts';
import { type Intrinsics, unproject } from '../../../shared/geometry/camera.ts';
import { decodeDepth } from '../../../shared/geometry/inverse-depth.ts';
import type { SolidGrid } from '../../../shared/geometry/range-scan.ts';
import { sketchRoots } from '../../../shared/geometry/sketch-depth.ts';
import type { PlanSketch } from '../../../shared/sketch.ts';

/** Metres within which a drawn wall matches its sketched position. */
const tolerance = 0.25;
/** Inverse depth codes up to this one are sky. */
const lastSky = 26;
/** Heights of walls that stop bodies, metres, and the distance up to which a drawn wall counts as solid. */
const bumpFrom = 0.4;
const bumpTo = 1.8;
const seenFrom = 6;

/**
 * Measures how views of a sketched place follow the sketch, on pixels of its walls that memory did not know.
 */
export class SketchJudge {
  readonly #intrinsics: Intrinsics;
  #pixels = 0;
  #right = 0;
  #bumps = 0;
  #solid = 0;

  constructor(intrinsics: Intrinsics) {
    this.#intrinsics = intrinsics;
  }

  /**
   * `before` is the same view before the place was drawn. Pixels that memory covered then are omitted, except
   * the sky, which is known from every position.
   */
  judge(plan: PlanSketch, view: GeneratedView, before: GeneratedView, grid?: SolidGrid): void {
    const { camera } = view;
    const { width } = this.#intrinsics;
    const roots = sketchRoots([plan], camera, this.#intrinsics);
    const ground = sketchRoots([{ ...plan, walls: [] }], camera, this.#intrinsics);
    for (const [i, root] of roots.entries()) {
      if (root < 0 || root === ground[i]) continue;
      if (before.coverage[i] >= coveredFrom && before.inverseDepth[i] > lastSky) continue;
      const sketched = root ** -2;
      this.#pixels++;
      if (Math.abs(decodeDepth(Math.max(1, view.inverseDepth[i])) - sketched) <= tolerance) this.#right++;
      if (!grid || sketched > seenFrom) continue;
      const u = (i % width) + 0.5;
      const { x, y, z } = unproject(this.#intrinsics, camera, u, Math.floor(i / width) + 0.5, sketched);
      if (y < bumpFrom || y > bumpTo) continue;
      this.#bumps++;
      if (isSolidNear(grid, x, z)) this.#solid++;
    }
  }

  get figures(): { right: number; pixels: number; solid: number } {
    return { right: this.#right / this.#pixels, pixels: this.#pixels, solid: this.#solid / this.#bumps };
  }
}

function isSolidNear(grid: SolidGrid, x: number, z: number): boolean {
  const reach = Math.round(tolerance / grid.cellSize);
  const cellX = Math.floor(x / grid.cellSize);
  const cellZ = Math.floor(z / grid.cellSize);
  for (let dz = -reach; dz <= reach; dz++) {
    for (let dx = -reach; dx <= reach; dx++) if (grid.solidAt(cellX + dx, cellZ + dz)) return true;
  }
  return false;
}
