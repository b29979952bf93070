import { type GroundCells, highestWall } from './ground-cells.ts';

/** Faces of cells: their normals point along +x, -x, +z, -z and up. */
export const faces = { east: 0, west: 1, north: 2, south: 3, top: 4 } as const;

/** What a ray met. */
export const met = { surface: 0, sky: 1, unknown: 2 } as const;

/**
 * Casts rays over a map of cells, each a box from the ground to its height. Cells are traversed as in Amanatides and Woo,
 * "A fast voxel traversal algorithm for ray tracing" (1987).
 */
export class SurfaceRays {
  readonly #cells: GroundCells;
  /** Of the last ray that met a surface: its parameter, cell and face; where it met the unknown, its parameter alone. */
  distance = 0;
  cell = 0;
  face = 0;

  constructor(cells: GroundCells) {
    this.#cells = cells;
  }

  /**
   * What the ray from (x, y, z) along (dx, dy, dz) meets first, one of {@link met}. A ray that reaches unknown cells meets
   * the unknown; so does one that starts in a wall. The direction may have any length.
   */
  cast(x: number, y: number, z: number, dx: number, dy: number, dz: number): number {
    const { heights, stride } = this.#cells;
    let cell = this.#cells.indexOf(x, z);
    this.distance = 0;
    if (cell < 0 || heights[cell] < 0 || heights[cell] > y) return met.unknown;
    const inverseX = dx !== 0 ? 1 / dx : 1e30;
    const inverseZ = dz !== 0 ? 1 / dz : 1e30;
    const inverseY = dy !== 0 ? 1 / dy : 1e30;
    const stepX = dx >= 0 ? 1 : -1;
    const stepZ = dz >= 0 ? stride : -stride;
    const deltaX = Math.abs(inverseX);
    const deltaZ = Math.abs(inverseZ);
    let nextX = dx !== 0 ? (Math.floor(x) + (dx > 0 ? 1 : 0) - x) * inverseX : 1e30;
    let nextZ = dz !== 0 ? (Math.floor(z) + (dz > 0 ? 1 : 0) - z) * inverseZ : 1e30;
    // An upward ray ends above the highest wall.
    const end = dy > 0 ? (highestWall - y) * inverseY : 1e30;
    let height = heights[cell];
    for (;;) {
      const crossesX = nextX < nextZ;
      const t = crossesX ? nextX : nextZ;
      if (dy < 0 && (height - y) * inverseY <= t) {
        this.distance = (height - y) * inverseY;
        this.cell = cell;
        this.face = faces.top;
        return met.surface;
      }
      if (t >= end) return met.sky;
      if (crossesX) {
        nextX += deltaX;
        cell += stepX;
      } else {
        nextZ += deltaZ;
        cell += stepZ;
      }
      height = heights[cell];
      if (height < 0) {
        this.distance = t;
        return met.unknown;
      }
      if (y + dy * t < height) {
        this.distance = t;
        this.cell = cell;
        this.face = crossesX ? (stepX > 0 ? faces.west : faces.east) : stepZ > 0 ? faces.south : faces.north;
        return met.surface;
      }
    }
  }

  /**
   * How high walls rise before a point: the greatest slope, metres of height a metre of ground, at which a wall is seen
   * from (x, y, z) along the unit direction (dx, dz); 0 if there is none. `start` is the cell of the point, which never
   * counts. Unknown cells end the search. A light that stands lower than this is hidden.
   */
  horizon(x: number, y: number, z: number, start: number, dx: number, dz: number): number {
    const { heights, stride, x: firstX, z: firstZ } = this.#cells;
    let cell = start;
    const cellX = (cell % stride) + firstX;
    const cellZ = Math.floor(cell / stride) + firstZ;
    const stepX = dx > 0 ? 1 : -1;
    const stepZ = dz > 0 ? stride : -stride;
    const inverseX = dx !== 0 ? 1 / dx : 1e30;
    const inverseZ = dz !== 0 ? 1 / dz : 1e30;
    const deltaX = Math.abs(inverseX);
    const deltaZ = Math.abs(inverseZ);
    let nextX = (cellX + (dx > 0 ? 1 : 0) - x) * inverseX;
    let nextZ = (cellZ + (dz > 0 ? 1 : 0) - z) * inverseZ;
    const room = highestWall - y;
    let slope = 0;
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
      // No wall so far away rises higher than what was found. Rounding may put the first border just behind the point.
      if (room <= slope * s || s > farthest) return slope;
      const height = heights[cell];
      if (height < 0) return slope;
      if (height > y) slope = Math.max(slope, (height - y) / Math.max(s, nearest));
    }
  }
}

/** Metres within which walls may hide a light, and the least distance that counts. */
const farthest = 16;
const nearest = 1e-3;
