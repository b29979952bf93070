import type { PlannedGround } from '../../../server/contracts/planned-ground.ts';
import { entityThreshold } from '../../../server/generation/view-tensors.ts';
import { GroundCells, highestWall } from '../../../server/surface-field/ground-cells.ts';
import { faces, met, SurfaceRays } from '../../../server/surface-field/surface-rays.ts';
import { cameraAxes, type Intrinsics } from '../../../shared/geometry/camera.ts';
import { decodeDepth, skyCode } from '../../../shared/geometry/inverse-depth.ts';
import type { ComparedView } from '../judges/cross-view.ts';

/** Metres within which a wall of a picture stands where the map has it. */
const tolerance = 0.25;
/** Stride of the judged pixels, across and down. */
const stride = 2;
/** Metres above the ground from which a surface counts as a wall. */
const wallFrom = 0.3;
/** Metres within which a wall is near. */
const nearWithin = 10;

interface Share {
  right: number;
  pixels: number;
}

export interface WallFigures {
  /** Of pixels that show a wall, by their depth: share with a wall of the map within 0.25 m along either axis. */
  seen: Share;
  /** Of pixels in which the map has a wall: share whose depth is within 0.25 m of it. */
  mapped: Share;
  /** The same of walls within 10 m. */
  near: Share;
}

/**
 * Measures whether walls of pictures stand where the map has them, on ground that the map made up: cells that were given,
 * and entities, are left out.
 */
export class WallJudge {
  readonly #intrinsics: Intrinsics;
  readonly #seen = { right: 0, pixels: 0 };
  readonly #mapped = { right: 0, pixels: 0 };
  readonly #near = { right: 0, pixels: 0 };

  constructor(intrinsics: Intrinsics) {
    this.#intrinsics = intrinsics;
  }

  judge(ground: PlannedGround, { camera, inverseDepth, entity }: Omit<ComparedView, 'rgb'>): void {
    const { width, height, focal } = this.#intrinsics;
    const cells = new GroundCells(ground);
    const rays = new SurfaceRays(cells);
    const [rx, ry, rz, ux, uy, uz, fx, fy, fz] = cameraAxes(camera);
    for (let row = 0; row < height; row += stride) {
      const up = (height / 2 - row - 0.5) / focal;
      for (let column = 0; column < width; column += stride) {
        const pixel = row * width + column;
        if (entity[pixel] >= entityThreshold) continue;
        const right = (column + 0.5 - width / 2) / focal;
        const [dx, dy, dz] = [
          fx + rx * right + ux * up,
          fy + ry * right + uy * up,
          fz + rz * right + uz * up,
        ];
        // The direction has a length of 1 along the camera's axis, so that distances are depths.
        const found = rays.cast(camera.x, camera.y, camera.z, dx, dy, dz);
        const code = Math.max(skyCode, inverseDepth[pixel]);
        const depth = decodeDepth(code);
        // Beyond where the map ends it says nothing.
        if (found === met.unknown && depth >= rays.distance) continue;
        const isTop = found === met.surface && rays.face === faces.top;
        if (found === met.surface && !isTop && cells.given[rays.cell] === 0) {
          this.#judgeMapped(rays.distance, depth);
        }
        if (code === skyCode || (isTop && cells.heights[rays.cell] > 0)) continue;
        const point = { x: camera.x + dx * depth, y: camera.y + dy * depth, z: camera.z + dz * depth };
        if (point.y < wallFrom || point.y > highestWall) continue;
        this.#judgeSeen(cells, point.x, point.z);
      }
    }
  }

  get figures(): WallFigures {
    const share = ({ right, pixels }: Share) => ({ right: right / pixels, pixels });
    return { seen: share(this.#seen), mapped: share(this.#mapped), near: share(this.#near) };
  }

  #judgeMapped(expected: number, depth: number): void {
    const isRight = Math.abs(depth - expected) <= tolerance;
    for (const sum of expected <= nearWithin ? [this.#mapped, this.#near] : [this.#mapped]) {
      sum.pixels++;
      if (isRight) sum.right++;
    }
  }

  #judgeSeen(cells: GroundCells, x: number, z: number): void {
    const own = cells.indexOf(x, z);
    if (own < 0 || cells.heights[own] < 0) return;
    const around = [-tolerance, 0, tolerance].flatMap((ox) =>
      [-tolerance, 0, tolerance].map((oz) => cells.indexOf(x + ox, z + oz)),
    );
    const walls = around.filter((cell) => cell >= 0 && cells.heights[cell] > 0);
    // What memory had seen there is not the map's to say.
    if ([own, ...walls].some((cell) => cells.given[cell] === 1)) return;
    this.#seen.pixels++;
    if (walls.length > 0) this.#seen.right++;
  }
}
