import { type PlanControl, planControls, planHeights, planKind, planKinds } from '../../../shared/plan.ts';
import { Random } from '../../reference/random.ts';
import { floorMaterials, wallMaterials } from '../../reference/rendering/materials.ts';
import { districtAt } from '../../reference/town/district.ts';
import { Town, tokensOf } from '../../reference/town/town.ts';
import { LinearProbe } from '../latent/linear-probe.ts';
import { mapHistograms, type SquarePlan } from '../map/map-figures.ts';

/** Farthest place of a window from a town's origin, cells. */
const reach = 200_000;
/** A part of a town has little of something below the first value of its district, and much above the second. */
const [little, much] = [0.35, 0.65];
/** Most windows that are looked at for each that is wanted. */
const patience = 40;

/** A window of a town of which a control is known: `true` = much of it. */
export interface KnownWindow {
  plan: SquarePlan;
  control: PlanControl;
  isMuch: boolean;
}

/** Windows of towns in which one control is little, or much, everywhere; as many of each. */
export function knownWindows(
  control: PlanControl,
  { seed, count, size }: { seed: number; count: number; size: number },
): KnownWindow[] {
  const found: KnownWindow[] = [];
  const left = { little: Math.ceil(count / 2), much: Math.floor(count / 2) };
  for (let i = 0; i < patience * count && left.little + left.much > 0; i++) {
    const random = Random.keyed(seed + i, 71);
    const [x0, z0] = [random.integer(2 * reach) - reach, random.integer(2 * reach) - reach];
    const values = [0, size / 2, size].flatMap((x) =>
      [0, size / 2, size].map((z) => districtAt(seed + i, x0 + x, z0 + z)[control]),
    );
    const kind = Math.max(...values) < little ? 'little' : Math.min(...values) > much ? 'much' : undefined;
    if (kind === undefined || left[kind] === 0) continue;
    left[kind]--;
    const tokens = tokensOf(new Town(seed + i).window({ x0, z0, width: size, depth: size }));
    found.push({ plan: { size, ...tokens }, control, isMuch: kind === 'much' });
  }
  if (left.little + left.much > 0) throw new Error(`too few windows of towns say what ${control} is like`);
  return found;
}

/**
 * Reads off a map whether it has little or much of what each control says: narrow or open, low or high, brick or gardens,
 * few or many doors. A linear classifier of what can be counted in a map, trained on reference towns alone, whose districts
 * say what they are like; it never sees what a network made.
 */
export class MapProbe {
  readonly #probes: ReadonlyMap<PlanControl, LinearProbe>;

  /** `seed`: of the first town that it is trained on; `size`: cells along each side of the maps that it reads. */
  constructor(options: { seed: number; count: number; size: number }) {
    this.#probes = new Map(
      planControls.map(({ name }) => {
        const windows = knownWindows(name, options);
        const rows = windows.map(({ plan }) => featuresOf(plan));
        return [
          name,
          new LinearProbe(
            rows,
            windows.map(({ isMuch }) => (isMuch ? 1 : 0)),
            2,
          ),
        ];
      }),
    );
  }

  /** Whether a map has much of what a control says. */
  isMuch(plan: SquarePlan, control: PlanControl): boolean {
    const probe = this.#probes.get(control);
    if (!probe) throw new Error(`no probe reads ${control}`);
    return probe.classify(featuresOf(plan)) === 1;
  }
}

const lawn = floorMaterials.findIndex(({ name }) => name === 'lawn');
const wallMaterial = (name: string) =>
  floorMaterials.length + wallMaterials.findIndex((material) => material.name === name);
const [hedge, brick] = [wallMaterial('hedge'), wallMaterial('brick')];

/** Shares of kinds, height of walls, shares of some materials, lengths of walls and sizes of rooms. */
function featuresOf(plan: SquarePlan): number[] {
  const { kinds, materials } = plan;
  const cells = kinds.length;
  const share = (is: (cell: number) => boolean) =>
    kinds.reduce((sum, _, cell) => sum + (is(cell) ? 1 : 0), 0) / cells;
  const isWall = (cell: number) => kinds[cell] >= planKind.low && kinds[cell] <= planKind.highest;
  const walls = share(isWall);
  const height = kinds.reduce((sum, kind, cell) => sum + (isWall(cell) ? planHeights[kind] : 0), 0) / cells;
  const { wall_lengths: lengths, room_sizes: rooms } = mapHistograms([plan]);
  return [
    ...planKinds.map((_, kind) => share((cell) => kinds[cell] === kind)),
    walls,
    walls === 0 ? 0 : height / walls,
    share((cell) => materials[cell] === lawn),
    share((cell) => materials[cell] === hedge),
    share((cell) => materials[cell] === brick),
    meanClass(lengths),
    meanClass(rooms),
  ];
}

function meanClass(histogram: readonly number[]): number {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  return total === 0 ? 0 : histogram.reduce((sum, count, i) => sum + count * i, 0) / total;
}
