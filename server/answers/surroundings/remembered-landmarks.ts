import { type Intrinsics, project, wrapAngle } from '../../../shared/geometry/camera.ts';
import { decodeDepth, skyCode } from '../../../shared/geometry/inverse-depth.ts';
import type { NamedSurface } from '../../pack/word-tower.ts';
import type { LandmarkPoint, LandmarkPoints } from './landmark-points.ts';
import { likeliestSurface } from './seen-surfaces.ts';
import { cellOf, type SurfaceEvidence } from './surface-evidence.ts';
import type { ReadPlanes } from './surface-points.ts';

/** Metres, and share of the depth, by which what a view shows may be nearer than what is behind it. */
const before = { metres: 0.4, share: 0.06 } as const;
/** Points that have to show a cell, in all views together, before their word is taken without that of the view. */
const leastPoints = 100;
/** Pixels of a cell below which it is passed over. */
const leastPixels = 8;

/** A picture that memory holds: what it says of cells, and where it shows what may be landmarks. */
export interface RememberedSurfaces {
  readonly evidence: SurfaceEvidence;
  readonly landmarks: LandmarkPoints;
}

/** How much of a landmark's cell a view would show if it were drawn as it is remembered. */
export interface RememberedSight {
  readonly cell: string;
  readonly surface: NamedSurface;
  /** Pixels that nothing nearer hides. */
  readonly pixels: number;
  /** Radians to the right of the middle of the view, and metres over the ground. */
  readonly turn: number;
  readonly metres: number;
}

/** Cells that are a landmark's by what all views say, `own` being the view's own word, where the view has nothing nearer. */
export function rememberedLandmarks(
  view: Pick<ReadPlanes, 'camera' | 'inverseDepth'>,
  intrinsics: Intrinsics,
  own: SurfaceEvidence,
  remembered: readonly RememberedSurfaces[],
  surfaces: readonly NamedSurface[],
): RememberedSight[] {
  const evidence = [own, ...remembered.map((picture) => picture.evidence)];
  const keys = new Set(remembered.flatMap(({ landmarks }) => [...landmarks.keys()]));
  return [...keys].flatMap((key) => {
    const points = evidence.reduce((sum, picture) => sum + (picture.get(key)?.points ?? 0), 0);
    const surface = surfaces[likeliestSurface(key, false, evidence, surfaces) ?? -1];
    if (points < leastPoints || surface?.kind !== 'landmark') return [];
    // Pictures that show the same cell would count it more than once.
    const [most] = remembered
      .map(({ landmarks }) => shownOf(landmarks.get(key) ?? [], view, intrinsics))
      .sort((a, b) => b.pixels - a.pixels);
    return most.pixels < leastPixels ? [] : [{ cell: cellOf(key), surface, ...most }];
  });
}

function shownOf(
  points: readonly LandmarkPoint[],
  { camera, inverseDepth }: Pick<ReadPlanes, 'camera' | 'inverseDepth'>,
  intrinsics: Intrinsics,
): Pick<RememberedSight, 'pixels' | 'turn' | 'metres'> {
  const { width, height } = intrinsics;
  let [pixels, turn, metres] = [0, 0, 0];
  for (const point of points) {
    const { u, v, depth } = project(intrinsics, camera, point);
    const [column, row] = [Math.floor(u), Math.floor(v)];
    if (depth < 0.1 || column < 0 || row < 0 || column >= width || row >= height) continue;
    const code = inverseDepth[row * width + column];
    const slack = Math.max(before.metres, before.share * depth);
    if (code > skyCode && decodeDepth(code) < depth - slack) continue;
    const [dx, dz] = [point.x - camera.x, point.z - camera.z];
    const far = Math.hypot(dx, dz);
    const size = point.size / far ** 2;
    pixels += size;
    turn += size * wrapAngle(Math.atan2(dx, dz) - camera.yaw);
    metres += size * far;
  }
  return { pixels, turn: turn / pixels, metres: metres / pixels };
}
