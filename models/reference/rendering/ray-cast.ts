import type { ReferenceWorld } from '../world.ts';
import { highestWall } from '../world.ts';

/** The face that a ray hit first. */
export const faces = { east: 0, west: 1, north: 2, south: 3, top: 4, sky: 5 } as const;

/**
 * Casts rays through the height grid. Each cell is a box from the ground to its height, so a ray hits a box's
 * side where it enters a cell below its height, or a flat top (the ground for a height of 0) inside a cell.
 * Cells are traversed as in Amanatides and Woo, "A fast voxel traversal algorithm for ray tracing" (1987).
 * Outside the compound is flat ground.
 */
export class RayCaster {
  /** Parameter t of the last ray that hit something. */
  readonly hit = new Float64Array(1);
  /** Its cell index in the padded grid. */
  readonly hitCell = new Int32Array(1);
  /** Cells in a row of the padded grid, which has one ring of cells around the world's. */
  readonly stride: number;
  /** Heights with a ring of -1 around them. */
  readonly padded: Float64Array;

  constructor(world: Pick<ReferenceWorld, 'size' | 'heights'>) {
    this.stride = world.size + 2;
    this.padded = new Float64Array(this.stride * this.stride).fill(-1);
    for (let z = 0; z < world.size; z++) {
      for (let x = 0; x < world.size; x++) {
        this.padded[(z + 1) * this.stride + x + 1] = world.heights[z * world.size + x];
      }
    }
  }

  /**
   * The first face that the ray from (x, y, z) along (dx, dy, dz) hits; writes t and the cell to `hit` and
   * `hitCell`. The direction may have any length. The origin must lie inside the compound, not inside a wall.
   */
  cast(x: number, y: number, z: number, dx: number, dy: number, dz: number): number {
    const heights = this.padded;
    const stride = this.stride;
    const cellX = Math.floor(x);
    const cellZ = Math.floor(z);
    let cell = (cellZ + 1) * stride + cellX + 1;
    const inverseX = dx !== 0 ? 1 / dx : 1e30;
    const inverseZ = dz !== 0 ? 1 / dz : 1e30;
    const inverseY = dy !== 0 ? 1 / dy : 1e30;
    const stepX = dx >= 0 ? 1 : -1;
    const stepZ = dz >= 0 ? stride : -stride;
    const deltaX = Math.abs(inverseX);
    const deltaZ = Math.abs(inverseZ);
    let nextX = dx !== 0 ? (cellX + (dx > 0 ? 1 : 0) - x) * inverseX : 1e30;
    let nextZ = dz !== 0 ? (cellZ + (dz > 0 ? 1 : 0) - z) * inverseZ : 1e30;
    // An upward ray ends above the highest wall; a downward one ends on the ground.
    const end = dy > 0 ? (highestWall - y) * inverseY : dy < 0 ? -y * inverseY : 1e30;
    let height = heights[cell];
    let face: number;
    for (;;) {
      let t: number;
      if (nextX < nextZ) {
        t = nextX;
        if (dy < 0 && (height - y) * inverseY <= t) return this.#top(height, y, inverseY, cell);
        nextX += deltaX;
        cell += stepX;
        face = stepX > 0 ? faces.west : faces.east;
      } else {
        t = nextZ;
        if (dy < 0 && (height - y) * inverseY <= t) return this.#top(height, y, inverseY, cell);
        nextZ += deltaZ;
        cell += stepZ;
        face = stepZ > 0 ? faces.south : faces.north;
      }
      if (dy >= 0 && t >= end) return faces.sky;
      height = heights[cell];
      if (height < 0) {
        if (dy >= 0) return faces.sky;
        return this.#top(0, y, inverseY, cell);
      }
      if (y + dy * t < height) {
        this.hit[0] = t;
        this.hitCell[0] = cell;
        return face;
      }
    }
  }

  #top(height: number, y: number, inverseY: number, cell: number): number {
    this.hit[0] = (height - y) * inverseY;
    this.hitCell[0] = cell;
    return faces.top;
  }

  /**
   * Whether walls hide the sun from a point in (or on the border of) the padded cell `start`, which itself
   * never hides it. `slope` is the rise of the sun's ray per metre along the unit direction (dx, dz) over the
   * ground.
   */
  inShadow(x: number, y: number, z: number, start: number, dx: number, dz: number, slope: number): boolean {
    const heights = this.padded;
    const stride = this.stride;
    const cellX = (start % stride) - 1;
    const cellZ = ((start / stride) | 0) - 1;
    let cell = start;
    const stepX = dx > 0 ? 1 : -1;
    const stepZ = dz > 0 ? stride : -stride;
    const inverseX = 1 / dx;
    const inverseZ = 1 / dz;
    const deltaX = Math.abs(inverseX);
    const deltaZ = Math.abs(inverseZ);
    let nextX = (cellX + (dx > 0 ? 1 : 0) - x) * inverseX;
    let nextZ = (cellZ + (dz > 0 ? 1 : 0) - z) * inverseZ;
    const end = (highestWall - y) / slope;
    for (;;) {
      let s: number;
      if (nextX < nextZ) {
        s = nextX;
        nextX += deltaX;
        cell += stepX;
      } else {
        s = nextZ;
        nextZ += deltaZ;
        cell += stepZ;
      }
      if (s >= end) return false;
      const height = heights[cell];
      if (height < 0) return false;
      if (y + slope * s < height) return true;
    }
  }
}
