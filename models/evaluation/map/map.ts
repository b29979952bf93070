import type { Manifest } from '../../../shared/pack.ts';
import { type PlanControl, planControls } from '../../../shared/plan.ts';
import { traitsOf } from '../../reference/town/traits.ts';
import { type FillTile, generatedPlan, judgedCells, referencePlans, seenGround } from './generated-plans.ts';
import {
  distance,
  type MapFigures,
  type MapHistograms,
  mapFigures,
  mapHistograms,
  type SquarePlan,
} from './map-figures.ts';

/** How generated plans compare with those of held-out reference towns. */
export interface MapReport {
  /** Plans from nothing, and as many around seen ground; metres along each side of one. */
  plans: number;
  metres: number;
  /** Plans from nothing, plans around ground that a walk has seen, and the reference. */
  nothing: MapFigures;
  seen: MapFigures;
  reference: MapFigures;
  /** Total variation distances to the reference's distributions, and between two halves of the reference. */
  distances: Record<keyof MapHistograms, { nothing: number; seen: number; halves: number }>;
  /** Mean of each control in plans for which 0, and 1, was told; traits are those of town/traits.ts. */
  controls: Record<PlanControl, { low: number; high: number }>;
  /** Milliseconds a tile, attempts included. */
  milliseconds_per_tile: number;
}

export interface MapMeasureOptions {
  quick: boolean;
  /** Called with plans to look at: the reference's, from nothing, around seen ground, by controls. */
  drawn?: (rows: SquarePlan[][]) => Promise<void>;
}

/** Plans in each set. */
const plansOf = { full: 24, quick: 4 } as const;
/** Plans in each half of the reference. */
const referenceHalf = 24;
/** Plans for each value of a control. */
const controlPlans = { full: 6, quick: 1 } as const;

/** Measures the pack's plan graph; `fill` draws a tile. */
export async function measureMap(
  manifest: Manifest,
  fill: FillTile,
  { quick, drawn }: MapMeasureOptions,
): Promise<MapReport> {
  const count = plansOf[quick ? 'quick' : 'full'];
  const time = { tiles: 0, milliseconds: 0 };
  const timed: FillTile = async (request) => {
    const start = performance.now();
    const tile = await fill(request);
    time.tiles++;
    time.milliseconds += performance.now() - start;
    return tile;
  };
  const halves = [referencePlans(referenceHalf, 0), referencePlans(referenceHalf, referenceHalf)];
  const nothing: SquarePlan[] = [];
  const seen: SquarePlan[] = [];
  for (let i = 0; i < count; i++) {
    nothing.push(await generatedPlan(timed, manifest, 1 + i));
    seen.push(await generatedPlan(timed, manifest, 1 + i, { given: seenGround(i) }));
  }
  const controls = await measureControls(manifest, timed, controlPlans[quick ? 'quick' : 'full']);
  await drawn?.([
    halves[0].slice(0, 6),
    nothing.slice(0, 6),
    seen.slice(0, 6),
    ...controls.flatMap(({ low, high }) => [[...low.slice(0, 3), ...high.slice(0, 3)]]),
  ]);
  return {
    plans: count,
    metres: judgedCells,
    nothing: mapFigures(nothing),
    seen: mapFigures(seen),
    reference: mapFigures(halves.flat()),
    distances: distances(nothing, seen, halves),
    controls: traitMeans(controls),
    milliseconds_per_tile: time.milliseconds / time.tiles,
  };
}

function distances(
  nothing: readonly SquarePlan[],
  seen: readonly SquarePlan[],
  halves: readonly (readonly SquarePlan[])[],
): MapReport['distances'] {
  const reference = mapHistograms(halves.flat());
  const [first, second] = halves.map(mapHistograms);
  const [fromNothing, fromSeen] = [nothing, seen].map(mapHistograms);
  const of = (name: keyof MapHistograms) => ({
    nothing: distance(fromNothing[name], reference[name]),
    seen: distance(fromSeen[name], reference[name]),
    halves: distance(first[name], second[name]),
  });
  return {
    wall_lengths: of('wall_lengths'),
    wall_heights: of('wall_heights'),
    room_sizes: of('room_sizes'),
  };
}

interface ControlPlans {
  name: PlanControl;
  low: SquarePlan[];
  high: SquarePlan[];
}

async function measureControls(manifest: Manifest, fill: FillTile, count: number): Promise<ControlPlans[]> {
  const found: ControlPlans[] = [];
  for (const { name } of planControls) {
    const plans = async (value: number) => {
      const made: SquarePlan[] = [];
      for (let i = 0; i < count; i++) {
        made.push(await generatedPlan(fill, manifest, 100 + i, { asked: { [name]: value } }));
      }
      return made;
    };
    found.push({ name, low: await plans(0), high: await plans(1) });
  }
  return found;
}

function traitMeans(controls: readonly ControlPlans[]): MapReport['controls'] {
  const mean = (plans: readonly SquarePlan[], name: PlanControl) =>
    plans.reduce((sum, plan) => sum + traitsOf(plan)[name], 0) / plans.length;
  const of = (wanted: PlanControl) => {
    const found = controls.find(({ name }) => name === wanted);
    return { low: mean(found?.low ?? [], wanted), high: mean(found?.high ?? [], wanted) };
  };
  return { openness: of('openness'), tallness: of('tallness'), greenery: of('greenery'), doors: of('doors') };
}

const rows: readonly [keyof MapFigures, string][] = [
  ['doors_lead', 'doors between walls, from ground to ground'],
  ['ground_connected', 'open ground in the largest region'],
  ['doors', 'doors on 100 m2'],
  ['orbs', 'orbs on 100 m2'],
  ['landmarks', 'landmark cells on 100 m2'],
  ['starts', 'starts on 100 m2'],
  ['walls', 'share of walls'],
  ['wall_material', 'neighbouring walls of one material'],
  ['floor_material', 'neighbouring floors of one material'],
];

/** The report as lines for people. */
export function describeMap(report: MapReport): string {
  const { nothing, seen, reference, distances: far } = report;
  const line = (name: string, values: readonly number[], text = '') =>
    `map_${name.padEnd(18)}${values.map((value) => value.toFixed(3).padStart(9)).join('')}  ${text}`;
  return [
    `${report.plans} plans of ${report.metres} m a side; ${report.milliseconds_per_tile.toFixed(0)} ms a tile`,
    '                        nothing  seen walk reference',
    ...rows.map(([name, text]) => line(name, [nothing[name], seen[name], reference[name]], text)),
    'distance to reference   nothing  seen walk    halves of the reference',
    ...Object.entries(far).map(([name, { nothing, seen, halves }]) => line(name, [nothing, seen, halves])),
    'control                 told 0   told 1',
    ...Object.entries(report.controls).map(([name, { low, high }]) => line(name, [low, high])),
  ].join('\n');
}
