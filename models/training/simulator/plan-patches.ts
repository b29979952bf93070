import { planWindow } from '../../../shared/plan.ts';
import { Random } from '../../reference/random.ts';
import { type PlanTokens, Town, tokensOf } from '../../reference/town/town.ts';
import { type PlanTraits, traitsOf } from '../../reference/town/traits.ts';
import { seenOnWalk } from './seen-cells.ts';

/** Cells along each side of a patch: windows of plan.onnx are cut from it, and its traits are those of all of it. */
export const patchSize = 2 * planWindow;
/** Farthest place of a patch from the origin, cells. */
const reach = 200_000;

/** A square of a town as plan tokens, what a walk sees of it, and what it is like. */
export interface PlanPatch extends PlanTokens {
  /** 1 = seen; uint8 [patchSize, patchSize], as kinds and materials are. */
  seen: Uint8Array;
  traits: PlanTraits;
}

/** Patches at random places of the town of `seed`. */
export function makePlanPatches(seed: number, count: number): PlanPatch[] {
  const random = Random.keyed(seed, 9);
  return Array.from({ length: count }, () => {
    // A town that keeps nothing between patches: they lie far apart.
    const town = new Town(seed);
    const x0 = random.integer(2 * reach) - reach;
    const z0 = random.integer(2 * reach) - reach;
    const tokens = tokensOf(town.window({ x0, z0, width: patchSize, depth: patchSize }));
    return { ...tokens, seen: seenOnWalk(tokens.kinds, patchSize, random), traits: traitsOf(tokens) };
  });
}
