import { aheadWithin, type Scene, type Surroundings, viewParts } from '../../shared/answers/scene.ts';
import type { ViewEmbedding } from '../contracts/view-embedding.ts';
import type { Words } from '../pack/word-tower.ts';
import { type SurfaceSight, seenSurfaces } from './seen-surfaces.ts';
import { cosine, evidenceOf, type SurfaceEvidence } from './surface-evidence.ts';
import { pixelsOfPoint, type SurfacePoint } from './surface-points.ts';

type ViewPart = (typeof viewParts)[number];
type Landmark = Surroundings['landmarks'][number];

/** Pixels, and share of all walls in a part (or of all ground), from which it is said what they are of. */
const enough = { pixels: 160, share: 0.5 } as const;
/**
 * Pixels of the view from which a landmark is said: if all views together have shown it in `known`, and else on the word of
 * the view alone.
 */
const landmarkPixels = { shown: 32, known: 800, alone: 160 } as const;
/**
 * By how much likelier the view alone may make another wall than a landmark of which it shows little, as the mean of
 * log-probabilities: what memory knows may be hidden there.
 */
const leastAlone = -4;
/** Pixels of the view from which it shows what words say. */
const wordPixels = 160;

/** The part of a view that something lies in. */
export function partOf(turn: number): ViewPart {
  return Math.abs(turn) <= aheadWithin ? 'ahead' : turn < 0 ? 'left' : 'right';
}

/** A view that is described: where it shows surfaces, and its embedding. */
export interface ReadView {
  readonly points: readonly SurfacePoint[];
  readonly embedding: ViewEmbedding;
}

/**
 * What the walls and the ground in a view are of, which landmarks stand there, and whether it shows what words say.
 * `remembered`: what other views say of the cells, because some stand better to a wall than this one does.
 */
export function describeSurroundings(
  { points, embedding }: ReadView,
  tower: Words,
  words: readonly string[] = [],
  remembered: readonly SurfaceEvidence[] = [],
): Surroundings {
  const own = evidenceOf(points, embedding, tower);
  const sights = seenSurfaces(points, own, remembered, tower.surfaces);
  const walls = sights.filter(({ isFloor }) => !isFloor);
  return {
    walls: viewParts.flatMap((part) => {
      const says = mostly(walls.filter(({ turn }) => partOf(turn) === part));
      return says === undefined ? [] : [{ part, says }];
    }),
    ground: mostly(sights.filter(({ isFloor }) => isFloor)) ?? null,
    landmarks: landmarksOf(walls),
    words: words.map((said) => ({ words: said, part: partShowing(said, sights, embedding, tower) })),
  };
}

/** How the pack says what most of these are of; landmarks are said by themselves. */
function mostly(sights: readonly SurfaceSight[]): string | undefined {
  const bySurface = Map.groupBy(
    sights.filter(({ surface }) => surface.kind !== 'landmark'),
    ({ surface }) => surface.says,
  );
  const [most] = [...bySurface].sort(([, a], [, b]) => b.length - a.length);
  if (most === undefined) return undefined;
  const [says, { length }] = most;
  return length * pixelsOfPoint >= enough.pixels && length >= enough.share * sights.length ? says : undefined;
}

/** Cells of the same landmark that touch are one. */
function landmarksOf(walls: readonly SurfaceSight[]): Landmark[] {
  const bySurface = Map.groupBy(
    walls.filter(({ surface }) => surface.kind === 'landmark'),
    ({ surface }) => surface.says,
  );
  return [...bySurface]
    .flatMap(([says, sights]) => joined(sights).map((together) => ({ says, sights: together })))
    .filter(({ sights }) => isSure(sights))
    .map(({ says, sights }) => {
      const turn = mean(sights.map((sight) => sight.turn));
      const metres = mean(sights.map((sight) => sight.metres));
      return { says, part: partOf(turn), metres, turn };
    })
    .sort((a, b) => a.metres - b.metres);
}

/** Sights of cells that touch, also by way of others. */
function joined(sights: readonly SurfaceSight[]): SurfaceSight[][] {
  let groups: SurfaceSight[][] = [];
  for (const cell of Map.groupBy(sights, (sight) => sight.cell).values()) {
    const isNear = (group: readonly SurfaceSight[]) => group.some((sight) => touch(sight, cell[0]));
    groups = [...groups.filter((group) => !isNear(group)), [...groups.filter(isNear).flat(), ...cell]];
  }
  return groups;
}

function touch(one: SurfaceSight, other: SurfaceSight): boolean {
  const [[x, z], [otherX, otherZ]] = [one, other].map(({ cell }) => cell.split(' ').map(Number));
  return Math.abs(x - otherX) <= 1 && Math.abs(z - otherZ) <= 1;
}

function isSure(sights: readonly SurfaceSight[]): boolean {
  const shown = sights.length * pixelsOfPoint;
  const cells = new Map(sights.map(({ cell, evidence }) => [cell, evidence]));
  const known = [...cells.values()].reduce((sum, points) => sum + points * pixelsOfPoint, 0);
  if (shown >= landmarkPixels.alone) return true;
  const isContradicted = mean(sights.map(({ alone }) => alone)) < leastAlone;
  return shown >= landmarkPixels.shown && known >= landmarkPixels.known && !isContradicted;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The part of the view with most of what a phrase says; null where the view does not show it. */
function partShowing(
  phrase: string,
  sights: readonly SurfaceSight[],
  embedding: ViewEmbedding,
  tower: Words,
): Scene['things'][number]['part'] | null {
  const wanted = tower.embed(phrase);
  const { scale, offset } = tower.logits;
  const fits = (part: number) => scale * cosine(wanted, embedding, part) + offset > 0;
  const fitting = sights.filter(({ part }) => fits(part));
  if (fitting.length * pixelsOfPoint < wordPixels) return null;
  const byPart = Map.groupBy(fitting, ({ turn }) => partOf(turn));
  return [...byPart].sort(([, a], [, b]) => b.length - a.length)[0][0];
}
