import type { NamedSurface } from '../../pack/word-tower.ts';
import { cellKey, possibleSurfaces, type SurfaceEvidence } from './surface-evidence.ts';
import type { SurfacePoint } from './surface-points.ts';

/** A point whose surface was made out. */
export interface SurfaceSight extends SurfacePoint {
  readonly surface: NamedSurface;
  /** Points of all views that say what its cell is of. */
  readonly evidence: number;
  /**
   * By how much likelier than any wall the view alone makes the surface in this cell, as the mean of log-probabilities;
   * below 0 where it would say something else.
   */
  readonly alone: number;
}

/** By how much likelier a landmark must be than any wall, as the mean of log-probabilities: they are rare. */
const landmarkMargin = 3;

/**
 * Makes out what the surfaces in a view are of, by what views say of their cells: `own`, its own evidence, and what
 * `remembered` ones say.
 */
export function seenSurfaces(
  points: readonly SurfacePoint[],
  own: SurfaceEvidence,
  remembered: readonly SurfaceEvidence[],
  surfaces: readonly NamedSurface[],
): SurfaceSight[] {
  const all = [own, ...remembered];
  return [...Map.groupBy(points, cellKey)].flatMap(([key, together]) => {
    const best = likeliestSurface(key, together[0].isFloor, all, surfaces);
    if (best === undefined) return [];
    const evidence = all.reduce((sum, view) => sum + (view.get(key)?.points ?? 0), 0);
    const alone = marginOver(key, best, own, surfaces);
    return together.map((point) => ({ ...point, surface: surfaces[best], evidence, alone }));
  });
}

/** Number of the surface that a cell is likeliest of. */
export function likeliestSurface(
  key: string,
  isFloor: boolean,
  evidence: readonly SurfaceEvidence[],
  surfaces: readonly NamedSurface[],
): number | undefined {
  const likeliness = (i: number) =>
    meanOf(key, evidence, i) - (surfaces[i].kind === 'landmark' ? landmarkMargin : 0);
  const likely = possibleSurfaces(surfaces, isFloor).map((i) => ({ i, likeliness: likeliness(i) }));
  const best = likely.reduce<(typeof likely)[number] | undefined>(
    (most, one) => (most === undefined || one.likeliness > most.likeliness ? one : most),
    undefined,
  );
  return best?.i;
}

/** By how much likelier a view makes one surface than any wall. */
function marginOver(
  key: string,
  surface: number,
  view: SurfaceEvidence,
  surfaces: readonly NamedSurface[],
): number {
  const walls = [...surfaces.keys()].filter((i) => surfaces[i].kind === 'wall' && i !== surface);
  return meanOf(key, [view], surface) - Math.max(...walls.map((i) => meanOf(key, [view], i)));
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
