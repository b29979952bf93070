import { cameraAxes, type Intrinsics, type Pose } from '../../../shared/geometry/camera.ts';
import { decodeDepth, skyCode } from '../../../shared/geometry/inverse-depth.ts';
import { planCellSize } from '../../../shared/plan.ts';
import type { Keyframe } from '../../contracts/keyframe.ts';
import { tileKey } from '../../map-generation/tile.ts';

/** What keyframes show of cells. */
export interface SeenCells {
  /** Whether the cell is solid or open, or undefined if keyframes show too little of it. */
  at(cellX: number, cellZ: number): 'solid' | 'open' | undefined;
}

/** Every so many pixels of a keyframe is read, along each side. */
const stride = 8;
/** Metres along the view's axis beyond which surfaces, and ground before them, are not read. */
const reach = 14;
/** Heights in metres: walls are read between these, rays below `over` cross open cells or low walls, below
 * `low` open cells alone. */
const wall = { from: 0.3, to: 3.2 } as const;
const over = 1.75;
const low = 0.95;
/** Metres beyond a wall's surface at which its cell is looked up, and before it at which the open ground ends. */
const inside = 0.2;
const before = 0.3;
/** Metres between two looks at the ground that a ray crosses. */
const step = 0.3;
/** Points of a wall, and rays, that a cell needs. */
const fewestPoints = 4;
const fewestRays = 3;

/** Reads from keyframes where walls stand, and through which cells they look. A wall counts more. */
export function seenCells(
  keyframes: Iterable<Pick<Keyframe, 'id' | 'pose' | 'inverseDepth'>>,
  intrinsics: Intrinsics,
): SeenCells {
  const points = new Map<number, number>();
  const rays = new Map<number, number>();
  const lowRays = new Map<number, number>();
  for (const keyframe of keyframes)
    if (keyframe.id >= 0) addKeyframe(keyframe, intrinsics, points, rays, lowRays);
  return {
    at(cellX, cellZ) {
      const cell = tileKey({ x: cellX, z: cellZ });
      const [walls, crossed] = [points.get(cell) ?? 0, rays.get(cell) ?? 0];
      // A wall that is seen from aside puts points into the cells before it, which rays cross near the ground.
      const isWall = walls > crossed || (lowRays.get(cell) ?? 0) < fewestRays;
      if (walls >= fewestPoints && isWall) return 'solid';
      return crossed >= fewestRays ? 'open' : undefined;
    },
  };
}

function addKeyframe(
  { pose, inverseDepth }: Pick<Keyframe, 'pose' | 'inverseDepth'>,
  { width, height, focal }: Intrinsics,
  points: Map<number, number>,
  rays: Map<number, number>,
  lowRays: Map<number, number>,
): void {
  const [rx, ry, rz, ux, uy, uz, fx, fy, fz] = cameraAxes(pose);
  for (let row = stride >> 1; row < height; row += stride) {
    const up = (height / 2 - row - 0.5) / focal;
    for (let column = stride >> 1; column < width; column += stride) {
      const code = inverseDepth[row * width + column];
      if (code === 0) continue;
      const right = (column + 0.5 - width / 2) / focal;
      const dx = fx + ux * up + rx * right;
      const dy = fy + uy * up + ry * right;
      const dz = fz + uz * up + rz * right;
      const depth = code === skyCode ? reach : Math.min(reach, decodeDepth(code));
      const y = pose.y + dy * depth;
      if (depth < reach && y > wall.from && y < wall.to) {
        count(points, pose, dx * (depth + inside), dz * (depth + inside));
      }
      cross(pose, dx, dy, dz, depth - before, over, rays);
      cross(pose, dx, dy, dz, depth - before, low, lowRays);
    }
  }
}

/** Counts the cells that a ray crosses below a height. */
function cross(
  pose: Pose,
  dx: number,
  dy: number,
  dz: number,
  end: number,
  below: number,
  cells: Map<number, number>,
): void {
  // Rays begin at the eye, which is higher.
  const from = pose.y <= below ? 0 : dy < 0 ? (below - pose.y) / dy : end;
  let last = Number.NaN;
  for (let t = from; t < end && pose.y + dy * t <= below + 1e-6; t += step) {
    const cell = keyAt(pose, dx * t, dz * t);
    if (cell !== last) cells.set(cell, (cells.get(cell) ?? 0) + 1);
    last = cell;
  }
}

function count(counts: Map<number, number>, pose: Pose, dx: number, dz: number): void {
  const cell = keyAt(pose, dx, dz);
  counts.set(cell, (counts.get(cell) ?? 0) + 1);
}

function keyAt({ x, z }: Pose, dx: number, dz: number): number {
  return tileKey({ x: Math.floor((x + dx) / planCellSize), z: Math.floor((z + dz) / planCellSize) });
}
