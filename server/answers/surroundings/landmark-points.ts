import type { Pose, Vector3 } from '../../../shared/geometry/camera.ts';
import type { NamedSurface } from '../../pack/word-tower.ts';
import { cellKey, landmarkMargin, type SurfaceEvidence } from './surface-evidence.ts';
import { pixelsOfPoint, type SurfacePoint } from './surface-points.ts';

/** By how much a cell may be less likely of a landmark than of a wall, as the mean of log-probabilities, to be kept. */
const doubt = 2;
/** Of the points of a cell, one of so many is kept. */
const thinning = 4;

/** A place on what may be a landmark. */
export interface LandmarkPoint extends Vector3 {
  /** Pixels of a view that it stands for, times the square of the metres to it. */
  readonly size: number;
}

/** By {@link cellKey}. */
export type LandmarkPoints = ReadonlyMap<string, readonly LandmarkPoint[]>;

/** Where a picture shows what may be a landmark. */
export function landmarkPoints(
  points: readonly SurfacePoint[],
  evidence: SurfaceEvidence,
  camera: Pose,
  surfaces: readonly NamedSurface[],
): LandmarkPoints {
  const found = new Map<string, LandmarkPoint[]>();
  const walls = Map.groupBy(
    points.filter(({ isFloor }) => !isFloor),
    cellKey,
  );
  for (const [key, shown] of walls) {
    const cell = evidence.get(key);
    if (cell === undefined || landmarkMargin(cell, surfaces) < -doubt) continue;
    const kept = shown.filter((_, number) => number % thinning === 0);
    found.set(
      key,
      kept.map(({ turn, metres, height }) => {
        const yaw = camera.yaw + turn;
        const size = ((pixelsOfPoint * shown.length) / kept.length) * metres ** 2;
        return {
          x: camera.x + Math.sin(yaw) * metres,
          y: height,
          z: camera.z + Math.cos(yaw) * metres,
          size,
        };
      }),
    );
  }
  return found;
}
