import { cameraAxes, type Intrinsics, type Pose } from '../../../shared/geometry/camera.ts';
import type { ReferenceWorld } from '../world.ts';
import { floorMaterials } from './materials.ts';
import { faces, RayCaster } from './ray-cast.ts';

/** Codes of pixels that show no material of a floor or a wall's side. */
export const noMaterial = { top: 254, sky: 255 } as const;

/** What each pixel of a view shows of the static world. */
export interface SurfaceView {
  /** Floors first, then walls, as plans count them, or a code of {@link noMaterial}; [H * W]. */
  materials: Uint8Array;
  /** Cell of the world, z * size + x; -1 of the sky and of ground outside. [H * W] */
  cells: Int32Array;
}

/** Says what material each pixel of a view shows, as the renderer colours it: one ray through the middle of each. */
export class SurfaceMap {
  readonly #world: ReferenceWorld;
  readonly #intrinsics: Intrinsics;
  readonly #caster: RayCaster;

  constructor(world: ReferenceWorld, intrinsics: Intrinsics) {
    this.#world = world;
    this.#intrinsics = intrinsics;
    this.#caster = new RayCaster(world);
  }

  view(camera: Pose): SurfaceView {
    const { width, height, focal } = this.#intrinsics;
    const [rx, ry, rz, ux, uy, uz, fx, fy, fz] = cameraAxes(camera);
    const materials = new Uint8Array(width * height);
    const cells = new Int32Array(width * height).fill(-1);
    for (let row = 0, pixel = 0; row < height; row++) {
      const up = (height / 2 - row - 0.5) / focal;
      for (let column = 0; column < width; column++, pixel++) {
        const right = (column + 0.5 - width / 2) / focal;
        const [dx, dy, dz] = [
          fx + ux * up + rx * right,
          fy + uy * up + ry * right,
          fz + uz * up + rz * right,
        ];
        const face = this.#caster.cast(camera.x, camera.y, camera.z, dx, dy, dz);
        if (face !== faces.sky) cells[pixel] = this.#cellOf(this.#caster.hitCell[0]);
        materials[pixel] = this.#materialOf(face, cells[pixel]);
      }
    }
    return { materials, cells };
  }

  /** Cell of the world by the number in the padded grid. */
  #cellOf(padded: number): number {
    const { size } = this.#world;
    const { stride } = this.#caster;
    const [x, z] = [(padded % stride) - 1, Math.floor(padded / stride) - 1];
    return x >= 0 && z >= 0 && x < size && z < size ? z * size + x : -1;
  }

  #materialOf(face: number, cell: number): number {
    if (face === faces.sky) return noMaterial.sky;
    // The renderer has a lawn around the compound.
    if (cell < 0) return 1;
    const { heights, floorMaterial, wallMaterial } = this.#world;
    if (face !== faces.top) return floorMaterials.length + wallMaterial[cell];
    return heights[cell] > 0 ? noMaterial.top : floorMaterial[cell];
  }
}
