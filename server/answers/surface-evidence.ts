import type { ViewEmbedding } from '../contracts/view-embedding.ts';
import type { NamedSurface, Words } from '../pack/word-tower.ts';
import type { SurfacePoint } from './surface-points.ts';

/** What views say that a cell is of: how many of their points show it, and sums of these points' log-probabilities. */
export interface CellEvidence {
  readonly points: number;
  /** By number of the surface: floors among floors, and what stands among what stands. */
  readonly sums: Float64Array;
}

/** Of a view, by {@link cellKey}. */
export type SurfaceEvidence = ReadonlyMap<string, CellEvidence>;

/** The ground of a cell and what stands on it are told apart. */
export function cellKey({ cell, isFloor }: Pick<SurfacePoint, 'cell' | 'isFloor'>): string {
  return `${cell} ${isFloor ? 'ground' : 'wall'}`;
}

/** Numbers of the surfaces that the ground, or what stands on it, may be of. */
export function possibleSurfaces(surfaces: readonly NamedSurface[], isFloor: boolean): number[] {
  return [...surfaces.keys()].filter((i) => (surfaces[i].kind === 'floor') === isFloor);
}

/** All points of a view that show the same cell say together what it is made of. */
export function evidenceOf(
  points: readonly SurfacePoint[],
  embedding: ViewEmbedding,
  { surfaces, logits: { scale } }: Words,
): SurfaceEvidence {
  const possible = [true, false].map((isFloor) => possibleSurfaces(surfaces, isFloor));
  const found = new Map<string, { points: number; sums: Float64Array }>();
  const logits = new Float64Array(surfaces.length);
  for (const point of points) {
    const key = cellKey(point);
    const evidence = found.get(key) ?? { points: 0, sums: new Float64Array(surfaces.length) };
    found.set(key, evidence);
    evidence.points++;
    const among = possible[point.isFloor ? 0 : 1];
    for (const i of among) logits[i] = scale * cosine(surfaces[i].embedding, embedding, point.part);
    const most = among.reduce((highest, i) => Math.max(highest, logits[i]), -Infinity);
    const total = Math.log(among.reduce((sum, i) => sum + Math.exp(logits[i] - most), 0)) + most;
    for (const i of among) evidence.sums[i] += logits[i] - total;
  }
  return found;
}

/** Of the embedding of a part of a view with words; both are of length 1. */
export function cosine(
  words: ArrayLike<number>,
  { values, width, rows, columns }: ViewEmbedding,
  part: number,
): number {
  const parts = rows * columns;
  let sum = 0;
  for (let i = 0; i < width; i++) sum += words[i] * values[i * parts + part];
  return sum;
}
