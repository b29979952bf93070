import type { ViewEmbedding } from '../../contracts/view-embedding.ts';
import type { NamedSurface, Words } from '../../pack/word-tower.ts';
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

/** The column and row of a cell, of its key. */
export function cellOf(key: string): string {
  return key.slice(0, key.lastIndexOf(' '));
}

/** Numbers of the surfaces that the ground, or what stands on it, may be of. */
export function possibleSurfaces(surfaces: readonly NamedSurface[], isFloor: boolean): number[] {
  return [...surfaces.keys()].filter((i) => (surfaces[i].kind === 'floor') === isFloor);
}

/** By how much likelier a cell is of a landmark than of a wall, each the likeliest, as means of log-probabilities. */
export function landmarkMargin({ points, sums }: CellEvidence, surfaces: readonly NamedSurface[]): number {
  const standing = possibleSurfaces(surfaces, false);
  const most = (kind: NamedSurface['kind']) =>
    Math.max(...standing.filter((i) => surfaces[i].kind === kind).map((i) => sums[i]));
  return (most('landmark') - most('wall')) / points;
}

/** All points of a view that show the same cell say together what it is made of. */
export function evidenceOf(
  points: readonly SurfacePoint[],
  embedding: ViewEmbedding,
  { surfaces, logits: { scale } }: Words,
): SurfaceEvidence {
  const possible = [true, false].map((isFloor) => possibleSurfaces(surfaces, isFloor));
  const found = new Map<string, { points: number; sums: Float64Array }>();
  const logs = new Map<string, Float64Array>();
  const logsOf = ({ part, isFloor }: SurfacePoint) => {
    const key = `${part} ${isFloor}`;
    const known = logs.get(key);
    if (known !== undefined) return known;
    const made = logProbabilities(part, possible[isFloor ? 0 : 1], embedding, surfaces, scale);
    logs.set(key, made);
    return made;
  };
  for (const point of points) {
    const key = cellKey(point);
    const evidence = found.get(key) ?? { points: 0, sums: new Float64Array(surfaces.length) };
    found.set(key, evidence);
    evidence.points++;
    for (const [i, log] of logsOf(point).entries()) evidence.sums[i] += log;
  }
  return found;
}

/** Of each surface that a part of a view may show; 0 of the others. */
function logProbabilities(
  part: number,
  possible: readonly number[],
  embedding: ViewEmbedding,
  surfaces: readonly NamedSurface[],
  scale: number,
): Float64Array {
  const logits = new Float64Array(surfaces.length);
  for (const i of possible) logits[i] = scale * cosine(surfaces[i].embedding, embedding, part);
  const most = possible.reduce((highest, i) => Math.max(highest, logits[i]), -Infinity);
  const total = Math.log(possible.reduce((sum, i) => sum + Math.exp(logits[i] - most), 0)) + most;
  for (const i of possible) logits[i] -= total;
  return logits;
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
