import type { Surroundings } from '../../../shared/answers/scene.ts';
import type { TrueLandmark, TrueSurroundings } from './true-surfaces.ts';

/** Pixels from which a landmark is certainly in view, and up to which it is certainly not. */
const landmark = { seen: 150, unseen: 20 } as const;
/** Share of a part's walls, or of the ground, that a material must truly have where it is said. */
const saidShare = 1 / 3;
/** Pixels and share from which a material has to be said. */
const clear = { pixels: 600, share: 0.7 } as const;
/** Radians by which a direction may be off, and within which of a border between parts either part counts. */
const angles = { off: 0.06, border: 0.2, slack: 0.035 } as const;

/** One verdict for each thing that was said, or had to be. */
export interface SurroundingsVerdicts {
  materials: boolean[];
  materialsSaid: boolean[];
  landmarks: boolean[];
  landmarksSaid: boolean[];
  landmarkSides: boolean[];
}

/** Compares what was said of the surroundings with the reference; `names`: the reference's names by what is said. */
export function judgeSurroundings(
  said: Surroundings,
  truth: TrueSurroundings,
  names: ReadonlyMap<string, string>,
): SurroundingsVerdicts {
  const verdicts: SurroundingsVerdicts = {
    ...{ materials: [], materialsSaid: [], landmarks: [], landmarksSaid: [], landmarkSides: [] },
  };
  const nameOf = (says: string | null | undefined) => names.get(says ?? '');
  for (const part of ['left', 'ahead', 'right'] as const) {
    const name = nameOf(said.walls.find((wall) => wall.part === part)?.says);
    judgeMaterial(
      name,
      truth.walls[part],
      verdicts,
      said.landmarks.map(({ says }) => nameOf(says)),
    );
  }
  judgeMaterial(nameOf(said.ground), truth.ground, verdicts, []);
  for (const one of said.landmarks) {
    const meant = nearest(
      truth.landmarks.filter(({ name }) => name === nameOf(one.says)),
      one.turn,
    );
    const shows = meant !== undefined && meant.pixels > landmark.unseen && isWithin(one.turn, meant);
    verdicts.landmarks.push(shows);
    if (shows) verdicts.landmarkSides.push(partsAt(meant.turn).includes(one.part));
  }
  for (const shown of truth.landmarks) {
    if (shown.pixels < landmark.seen) continue;
    verdicts.landmarksSaid.push(
      said.landmarks.some(({ says, turn }) => nameOf(says) === shown.name && isWithin(turn, shown)),
    );
  }
  return verdicts;
}

/** A material that must be said may be said as a landmark. */
function judgeMaterial(
  name: string | undefined,
  truth: ReadonlyMap<string, number>,
  verdicts: SurroundingsVerdicts,
  landmarks: readonly (string | undefined)[],
): void {
  const total = [...truth.values()].reduce((sum, pixels) => sum + pixels, 0);
  if (name !== undefined) verdicts.materials.push((truth.get(name) ?? 0) >= saidShare * total);
  for (const [material, pixels] of truth) {
    if (pixels < clear.pixels || pixels < clear.share * total) continue;
    verdicts.materialsSaid.push(material === name || landmarks.includes(material));
  }
}

function nearest(landmarks: readonly TrueLandmark[], turn: number): TrueLandmark | undefined {
  return landmarks.toSorted((a, b) => Math.abs(a.turn - turn) - Math.abs(b.turn - turn)).at(0);
}

function isWithin(turn: number, { left, right }: TrueLandmark): boolean {
  return turn >= left - angles.off && turn <= right + angles.off;
}

/** The parts of the view that are right to say; two at a border. */
export function partsAt(turn: number): string[] {
  const parts: string[] = [];
  if (turn < -angles.border + angles.slack) parts.push('left');
  if (Math.abs(turn) < angles.border + angles.slack) parts.push('ahead');
  if (turn > angles.border - angles.slack) parts.push('right');
  return parts;
}
