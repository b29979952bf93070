import { type Scene, type Surroundings, viewParts } from '../../../shared/answers/scene.ts';
import type { ViewEmbedding } from '../../contracts/view-embedding.ts';
import type { Words } from '../../pack/word-tower.ts';
import { partOf } from '../part-of-view.ts';
import { landmarksIn } from './landmarks.ts';
import type { RememberedSight } from './remembered-landmarks.ts';
import { type SurfaceSight, seenSurfaces } from './seen-surfaces.ts';
import { cosine, evidenceOf, type SurfaceEvidence } from './surface-evidence.ts';
import { pixelsOfPoint, type SurfacePoint } from './surface-points.ts';

/** Pixels, and share of all walls in a part (or of all ground), from which it is said what they are of. */
const enough = { pixels: 160, share: 0.5 } as const;
/** Pixels of the view from which it shows what words say. */
const wordPixels = 160;

/** A view that is described: where it shows surfaces, and its embedding. */
export interface ReadView {
  readonly points: readonly SurfacePoint[];
  readonly embedding: ViewEmbedding;
}

/**
 * What the walls and the ground in a view are of, which landmarks stand there, and whether it shows what words say.
 * `remembered`: what other views say of the cells, because some stand better to a wall than this one does; `landmarks`: what
 * they show of landmarks that would be seen from here, undefined where there are none of them.
 */
export function describeSurroundings(
  { points, embedding }: ReadView,
  tower: Words,
  words: readonly string[] = [],
  remembered: readonly SurfaceEvidence[] = [],
  landmarks?: readonly RememberedSight[],
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
    landmarks: landmarksIn(walls, landmarks),
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
