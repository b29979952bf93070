import type { NamedSurface } from '../pack/word-tower.ts';
import { cellKey, possibleSurfaces, type SurfaceEvidence } from './surface-evidence.ts';
import type { SurfacePoint } from './surface-points.ts';

/** A point whose surface was made out. */
export interface SurfaceSight extends SurfacePoint {
  readonly surface: NamedSurface;
  /** Points of all views that say what its cell is of. */
  readonly evidence: number;
}

/** By how much likelier a landmark must be than any wall, as the mean of log-probabilities: they are rare. */
const landmarkMargin = 3;

/** Makes out what the surfaces in a view are of, by what views say of their cells: itself and remembered ones. */
export function seenSurfaces(
  points: readonly SurfacePoint[],
  evidence: readonly SurfaceEvidence[],
  surfaces: readonly NamedSurface[],
): SurfaceSight[] {
  return [...Map.groupBy(points, cellKey)].flatMap(([key, together]) => {
    const surface = surfaceOf(key, together[0].isFloor, evidence, surfaces);
    const shown = evidence.reduce((sum, view) => sum + (view.get(key)?.points ?? 0), 0);
    return surface === undefined ? [] : together.map((point) => ({ ...point, surface, evidence: shown }));
  });
}

function surfaceOf(
  key: string,
  isFloor: boolean,
  evidence: readonly SurfaceEvidence[],
  surfaces: readonly NamedSurface[],
): NamedSurface | undefined {
  const likeliness = (i: number) =>
    meanOf(key, evidence, i) - (surfaces[i].kind === 'landmark' ? landmarkMargin : 0);
  const likely = possibleSurfaces(surfaces, isFloor).map((i) => ({ i, likeliness: likeliness(i) }));
  const best = likely.reduce<(typeof likely)[number] | undefined>(
    (most, one) => (most === undefined || one.likeliness > most.likeliness ? one : most),
    undefined,
  );
  return best && surfaces[best.i];
}

/** Mean log-probability that a cell is of a surface, over all points of all views. */
function meanOf(key: string, evidence: readonly SurfaceEvidence[], surface: number): number {
  let [sum, points] = [0, 0];
  for (const view of evidence) {
    const cell = view.get(key);
    if (cell === undefined) continue;
    sum += cell.sums[surface];
    points += cell.points;
  }
  return sum / Math.max(1, points);
}
