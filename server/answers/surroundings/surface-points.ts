import { cameraAxes, type Intrinsics, type Pose, wrapAngle } from '../../../shared/geometry/camera.ts';
import { decodeDepth, skyCode } from '../../../shared/geometry/inverse-depth.ts';
import { planCellSize } from '../../../shared/plan.ts';
import { entityFrom, type GeneratedView } from '../../contracts/view.ts';
import { partSize } from '../../contracts/view-embedding.ts';

/** The planes of a view, or of a keyframe, that surfaces are read from; without a mask, no pixel shows an entity. */
export type ReadPlanes = Pick<GeneratedView, 'camera' | 'inverseDepth'> &
  Partial<Pick<GeneratedView, 'entity'>>;

/** A point of a view with the part of it that it lies in. */
export interface SurfacePoint {
  /** Radians to the right of the middle of the view, and metres over the ground to the point below or above it. */
  readonly turn: number;
  readonly metres: number;
  /** Metres above the ground. */
  readonly height: number;
  /** Number of the part, row by row. */
  readonly part: number;
  /** Column and row of the cell that is seen: of the ground, or of what stands on it. */
  readonly cell: string;
  readonly isFloor: boolean;
}

/** Pixels between points, in rows and in columns. */
const step = 2;
/** Pixels of a view that a point stands for. */
export const pixelsOfPoint = step * step;

/** Metres: the ground lies below. */
const groundBelow = 0.15;
/** Metres beyond a wall's surface at which its cell is looked up. */
const inside = 0.2;
/** Metres along the view's axis beyond which surfaces are not read. */
const reach = 25;
/** Rows between a point and the pixels above and below it, which say whether its surface lies or stands. */
const apart = 1;

/** Points of a view that show ground or the side of a wall, and no entity. */
export function surfacePoints(
  { camera, inverseDepth, entity }: ReadPlanes,
  intrinsics: Intrinsics,
): SurfacePoint[] {
  const { width, height } = intrinsics;
  const columns = width / partSize;
  const place = placesOf(camera, inverseDepth, intrinsics);
  const points: SurfacePoint[] = [];
  for (let row = step / 2; row < height; row += step) {
    for (let column = step / 2; column < width; column += step) {
      if (entity !== undefined && entity[row * width + column] >= entityFrom) continue;
      const here = place(column, row);
      if (!here || here.depth > reach) continue;
      const isFloor = here.y < groundBelow;
      // Beyond a surface's edge lies another one, or the sky.
      const other = nearer(here, place(column, row - apart), place(column, row + apart));
      if (other === undefined || liesFlat(here, other) !== isFloor) continue;
      const beyond = isFloor ? 0 : inside;
      const [dx, dz] = [here.x - camera.x, here.z - camera.z];
      const metres = Math.hypot(dx, dz);
      const further = 1 + beyond / Math.max(metres, 0.1);
      const cell = `${Math.floor((camera.x + dx * further) / planCellSize)} ${Math.floor((camera.z + dz * further) / planCellSize)}`;
      const part = Math.floor(row / partSize) * columns + Math.floor(column / partSize);
      const turn = wrapAngle(Math.atan2(dx, dz) - camera.yaw);
      points.push({ turn, metres, height: here.y, part, cell, isFloor });
    }
  }
  return points;
}

/** Of two places the one at the more similar depth. */
function nearer(here: Place, above: Place | undefined, below: Place | undefined): Place | undefined {
  if (above === undefined || below === undefined) return above ?? below;
  return Math.abs(above.depth - here.depth) < Math.abs(below.depth - here.depth) ? above : below;
}

/** Of what lies flat, points above each other in the view are behind each other and equally high. */
function liesFlat(one: Place, other: Place): boolean {
  return Math.abs(one.y - other.y) < 0.5 * Math.hypot(one.x - other.x, one.z - other.z);
}

interface Place {
  x: number;
  y: number;
  z: number;
  depth: number;
}

/** Where a pixel's surface is in the world; undefined for the sky and what is not known. */
function placesOf(camera: Pose, inverseDepth: Uint16Array, { width, height, focal }: Intrinsics) {
  const axes = cameraAxes(camera);
  return (column: number, row: number): Place | undefined => {
    const code = inverseDepth[row * width + column];
    if (code <= skyCode) return undefined;
    const depth = decodeDepth(code);
    const right = ((column + 0.5 - width / 2) / focal) * depth;
    const up = ((height / 2 - row - 0.5) / focal) * depth;
    const along = (axis: number) => axes[axis] * right + axes[3 + axis] * up + axes[6 + axis] * depth;
    return { x: camera.x + along(0), y: camera.y + along(1), z: camera.z + along(2), depth };
  };
}
