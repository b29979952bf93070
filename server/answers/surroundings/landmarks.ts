import type { Surroundings } from '../../../shared/answers/scene.ts';
import { partOf } from '../part-of-view.ts';
import type { RememberedSight } from './remembered-landmarks.ts';
import type { SurfaceSight } from './seen-surfaces.ts';
import { pixelsOfPoint } from './surface-points.ts';

type Landmark = Surroundings['landmarks'][number];

/**
 * Pixels of the view from which a landmark is said: on the word of the view alone, and if all views together have shown it
 * in `known`. Below `small`, what memory shows of the place has to support it.
 */
const shownPixels = { alone: 160, confirmed: 32, known: 800, small: 300 } as const;
/** Pixels that it would have by what memory shows, from which it is said, and from which that supports a view. */
const rememberedPixels = { said: 80, support: 40 } as const;
/**
 * By how much likelier the view alone may make another wall than a landmark of which it shows little, as the mean of
 * log-probabilities: what memory knows may be hidden there.
 */
const leastAlone = -1;
/** Radians between directions in which the same landmark is looked at. */
const sameDirection = 0.15;

/**
 * The landmarks in a view, the nearest first: those that it shows, and those that memory shows where the view has nothing
 * nearer. A network paints sky over what its few keyframes leave out, such as the top of a tower behind a low wall.
 * `remembered` is undefined where memory has no picture of the place.
 */
export function landmarksIn(
  walls: readonly SurfaceSight[],
  remembered: readonly RememberedSight[] | undefined,
): Landmark[] {
  const shown = groupsOf(walls.filter(({ surface }) => surface.kind === 'landmark'))
    .map((sights) => ({ sights, landmark: landmarkOf(sights, () => 1) }))
    .filter((group) => isSure(group, remembered));
  const others = groupsOf(remembered ?? [])
    .filter((sights) => pixelsOf(sights) >= rememberedPixels.said)
    .filter((sights) => !shown.some((group) => sights.some((sight) => isOf(sight, group))))
    .map((sights) => landmarkOf(sights, ({ pixels }) => pixels));
  return [...shown.map(({ landmark }) => landmark), ...others].sort((a, b) => a.metres - b.metres);
}

/** What says where a cell is and what it is of. */
type Located = Pick<SurfaceSight, 'cell' | 'surface' | 'turn' | 'metres'>;

/** Sights of a view that are of one landmark. */
interface ShownLandmark {
  readonly sights: readonly SurfaceSight[];
  readonly landmark: Landmark;
}

function isSure(shown: ShownLandmark, remembered: readonly RememberedSight[] | undefined): boolean {
  const { sights } = shown;
  const pixels = sights.length * pixelsOfPoint;
  if (pixels < shownPixels.alone) {
    const cells = new Map(sights.map(({ cell, evidence }) => [cell, evidence]));
    const known = sum([...cells.values()], (points) => points * pixelsOfPoint);
    const isContradicted = sum(sights, ({ alone }) => alone) / sights.length < leastAlone;
    if (pixels < shownPixels.confirmed || known < shownPixels.known || isContradicted) return false;
  }
  if (pixels >= shownPixels.small || remembered === undefined) return true;
  return pixelsOf(remembered.filter((sight) => isOf(sight, shown))) >= rememberedPixels.support;
}

/** Whether a remembered sight is of the landmark that a view shows. */
function isOf(sight: RememberedSight, { sights, landmark }: ShownLandmark): boolean {
  if (sight.surface.says !== landmark.says) return false;
  return Math.abs(sight.turn - landmark.turn) < sameDirection || sights.some((shown) => touch(shown, sight));
}

function landmarkOf<Sight extends Located>(
  sights: readonly Sight[],
  weight: (sight: Sight) => number,
): Landmark {
  const all = sum(sights, weight);
  const mean = (of: 'turn' | 'metres') => sum(sights, (sight) => weight(sight) * sight[of]) / all;
  const turn = mean('turn');
  return { says: sights[0].surface.says, part: partOf(turn), metres: mean('metres'), turn };
}

/** Sights of the same surface in cells that touch, also by way of others. */
function groupsOf<Sight extends Located>(sights: readonly Sight[]): Sight[][] {
  const bySurface = Map.groupBy(sights, ({ surface }) => surface.says);
  return [...bySurface.values()].flatMap((alike) => joined(alike));
}

function joined<Sight extends Located>(sights: readonly Sight[]): Sight[][] {
  let groups: Sight[][] = [];
  for (const cell of Map.groupBy(sights, (sight) => sight.cell).values()) {
    const isNear = (group: readonly Sight[]) => group.some((sight) => touch(sight, cell[0]));
    groups = [...groups.filter((group) => !isNear(group)), [...groups.filter(isNear).flat(), ...cell]];
  }
  return groups;
}

function touch(one: Located, other: Located): boolean {
  const [[x, z], [otherX, otherZ]] = [one, other].map(({ cell }) => cell.split(' ').map(Number));
  return Math.abs(x - otherX) <= 1 && Math.abs(z - otherZ) <= 1;
}

function pixelsOf(sights: readonly RememberedSight[]): number {
  return sum(sights, ({ pixels }) => pixels);
}

function sum<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
