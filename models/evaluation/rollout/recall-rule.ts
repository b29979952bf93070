import type { Keyframe } from '../../../server/contracts/keyframe.ts';
import type { Random } from '../../reference/random.ts';

/**
 * Rules that choose the keyframes of a view. `coverage` is the engine's own rule; `skyless` is that rule
 * without sky plates; `four` is that rule with at most four keyframes. The others are baselines: no memory,
 * the newest frames (a context window), and random frames with probabilities that decrease with age (as in
 * Loopy).
 */
export const recallRules = ['coverage', 'skyless', 'four', 'none', 'newest', 'recency'] as const;
export type RecallRule = (typeof recallRules)[number];

/** The candidates of a rule. */
export interface Recallable {
  /** The choice of the engine's own rule, best first; sky plates have negative ids. */
  own: readonly Keyframe[];
  /** All kept keyframes, oldest first. */
  kept: readonly Keyframe[];
  /** Most keyframes to choose. */
  count: number;
  random: Random;
}

export function recallBy(rule: RecallRule, { own, kept, count, random }: Recallable): Keyframe[] {
  switch (rule) {
    case 'coverage':
      return [...own];
    case 'skyless':
      return own.filter(({ id }) => id >= 0);
    case 'four':
      return own.slice(0, 4);
    case 'none':
      return [];
    case 'newest':
      return kept.slice(-count).reverse();
    case 'recency':
      return byLot(kept, count, random);
  }
}

/** Random keyframes without replacement; the weight of each is one over its age. */
function byLot(kept: readonly Keyframe[], count: number, random: Random): Keyframe[] {
  const left = kept.map((keyframe, i) => ({ keyframe, weight: 1 / (kept.length - i) }));
  const chosen: Keyframe[] = [];
  while (chosen.length < count && left.length > 0) {
    let lot = random.next() * left.reduce((sum, { weight }) => sum + weight, 0);
    const at = left.findIndex(({ weight }) => {
      lot -= weight;
      return lot <= 0;
    });
    chosen.push(...left.splice(at < 0 ? left.length - 1 : at, 1).map(({ keyframe }) => keyframe));
  }
  return chosen;
}
