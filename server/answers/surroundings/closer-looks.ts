import type { Pose } from '../../../shared/geometry/camera.ts';
import type { NamedSurface } from '../../pack/word-tower.ts';
import { cellKey, landmarkMargin, type SurfaceEvidence } from './surface-evidence.ts';
import type { SurfacePoint } from './surface-points.ts';

/** A landmark may be in a cell where the likeliest one is not less likely than a wall by more, as means of log-probabilities. */
const doubt = 8;
/** Metres before a wall from which most of it is seen, and well. */
const goodDistance = 2.5;

/**
 * Cameras that would show the walls of a view better that may be a landmark, the largest ones first: on the way to the
 * wall, right before it.
 */
export function closerLooks(
  camera: Pose,
  points: readonly SurfacePoint[],
  evidence: SurfaceEvidence,
  surfaces: readonly NamedSurface[],
): Pose[] {
  const walls = Map.groupBy(
    points.filter(({ isFloor }) => !isFloor),
    cellKey,
  );
  const isDoubtful = (key: string) => {
    const cell = evidence.get(key);
    return cell !== undefined && landmarkMargin(cell, surfaces) > -doubt;
  };
  return [...walls]
    .filter(([key]) => isDoubtful(key))
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([, shown]) => {
      const mean = (of: 'turn' | 'metres') => shown.reduce((sum, point) => sum + point[of], 0) / shown.length;
      const yaw = camera.yaw + mean('turn');
      const ahead = Math.max(0, mean('metres') - goodDistance);
      const [x, z] = [camera.x + Math.sin(yaw) * ahead, camera.z + Math.cos(yaw) * ahead];
      return { x, y: camera.y, z, yaw, pitch: 0 };
    });
}
