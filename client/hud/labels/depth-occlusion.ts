import type { DepthMap } from '../../../shared/depth-map.ts';
import { type Intrinsics, type Pose, project, type Vector3 } from '../../../shared/geometry/camera.ts';

/**
 * Metres by which something must be nearer than a point to hide it: more than the half thickness of a body, which is
 * itself in the picture there.
 */
const margin = 0.6;
/** Share of the distance that is added to it, because far depths are known less well. */
const farMargin = 0.08;

/**
 * Whether a frame shows something in front of all of these points. `pose` is the frame's own camera. A cell of the map at
 * a silhouette is of either side, so the farthest of the cells around a point counts. Points outside of the picture hide
 * nothing and show nothing.
 */
export function isBehindDepths(
  map: DepthMap,
  intrinsics: Intrinsics,
  pose: Pose,
  points: readonly Vector3[],
): boolean {
  let inside = false;
  for (const point of points) {
    const { u, v, depth } = project(intrinsics, pose, point);
    if (depth <= 0 || u < 0 || v < 0 || u >= intrinsics.width || v >= intrinsics.height) continue;
    inside = true;
    const column = (u / intrinsics.width) * map.columns - 0.5;
    const row = (v / intrinsics.height) * map.rows - 0.5;
    if (depth <= farthestAround(map, column, row) * (1 + farMargin) + margin) return false;
  }
  return inside;
}

/** The largest depth, metres, of the four cells around a place in the map. */
function farthestAround({ columns, rows, inverseDepth }: DepthMap, column: number, row: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (const y of [Math.floor(row), Math.floor(row) + 1]) {
    for (const x of [Math.floor(column), Math.floor(column) + 1]) {
      const cell = clamp(y, rows) * columns + clamp(x, columns);
      least = Math.min(least, inverseDepth[cell]);
    }
  }
  return 1 / least;
}

function clamp(index: number, count: number): number {
  return Math.max(0, Math.min(count - 1, index));
}
