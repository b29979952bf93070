import { GeneratedMap, type GeneratedMapOptions } from '../../../server/map-generation/generated-map.ts';
import { type GivenPlan, nothingGiven } from '../../../server/map-generation/window.ts';
import type { Manifest } from '../../../shared/pack.ts';
import { type PlanControl, planTile, unknownKind } from '../../../shared/plan.ts';
import { planMaterials } from '../../../shared/plan-manifest.ts';
import { Random } from '../../reference/random.ts';
import { seedRanges } from '../../reference/seed-ranges.ts';
import { Town, tokensOf } from '../../reference/town/town.ts';
import { seenOnWalk } from '../../training/simulator/seen-cells.ts';
import type { SquarePlan } from './map-figures.ts';

/** Tiles, and cells, along each side of a plan that is judged. */
export const judgedTiles = 6;
export const judgedCells = judgedTiles * planTile;

export type FillTile = GeneratedMapOptions['fill'];

/** Plans of held-out towns at random places. */
export function referencePlans(count: number, first: number): SquarePlan[] {
  return Array.from({ length: count }, (_, i) => {
    const { kinds, materials } = heldOutTokens(first + i);
    return { size: judgedCells, kinds, materials };
  });
}

function heldOutTokens(index: number) {
  const random = Random.keyed(index, 21);
  const town = new Town(seedRanges.heldOut + index);
  const [x0, z0] = [random.integer(10_000), random.integer(10_000)];
  return tokensOf(town.window({ x0, z0, width: judgedCells, depth: judgedCells }));
}

/** A plan that is filled in from nothing, or around ground that is given. */
export async function generatedPlan(
  fill: FillTile,
  manifest: Manifest,
  roomSeed: number,
  {
    given = nothingGiven,
    asked = {},
  }: { given?: GivenPlan; asked?: Partial<Record<PlanControl, number>> } = {},
): Promise<SquarePlan> {
  const map = new GeneratedMap({
    roomSeed,
    given,
    materials: planMaterials(manifest.plan),
    asked,
    fill,
  });
  const kinds = new Uint8Array(judgedCells ** 2);
  const materials = new Uint8Array(judgedCells ** 2);
  for (let z = 0; z < judgedTiles; z++) for (let x = 0; x < judgedTiles; x++) await map.generate({ x, z });
  for (let z = 0; z < judgedCells; z++) {
    for (let x = 0; x < judgedCells; x++) {
      kinds[z * judgedCells + x] = map.kindAt(x, z);
      materials[z * judgedCells + x] = map.materialAt(x, z) ?? 0;
    }
  }
  return { size: judgedCells, kinds, materials };
}

/** What a walk sees of a held-out town, where a plan of the same size would lie. */
export function seenGround(index: number): GivenPlan {
  const tokens = heldOutTokens(index);
  const seen = seenOnWalk(tokens.kinds, judgedCells, Random.keyed(index, 22));
  const indexOf = (x: number, z: number) => {
    const inside = x >= 0 && z >= 0 && x < judgedCells && z < judgedCells;
    return inside && seen[z * judgedCells + x] === 1 ? z * judgedCells + x : -1;
  };
  return {
    kindAt: (x, z) => (indexOf(x, z) < 0 ? unknownKind : tokens.kinds[indexOf(x, z)]),
    materialAt: (x, z) => (indexOf(x, z) < 0 ? undefined : tokens.materials[indexOf(x, z)]),
  };
}
