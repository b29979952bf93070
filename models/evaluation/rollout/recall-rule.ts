import type { Keyframe } from '../../../server/contracts/keyframe.ts';
import type { Random } from '../../reference/random.ts';

/**
 * Which keyframes a view is drawn from. `coverage` is the engine's own rule; `skyless` is that rule
 * without sky plates, `four` with four keyframes at most. The others are what it is compared with: no
 * memory at all, the newest frames (a context window), and frames drawn by lot in proportion to how
 * recent they are (as Loopy does).
 */
export const recallRules = ['coverage', 'skyless', 'four', 'none', 'newest', 'recency'] as const;
export type RecallRule = (typeof recallRules)[number];

/** What a rule chooses from. */
export interface Recallable {
  /** What the engine's own rule takes, best first; sky plates have ids below 0. */
  own: readonly Keyframe[];
  /** All that was kept, oldest first. */
  kept: readonly Keyframe[];
  /** Keyframes at most. */
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

/** Keyframes drawn without putting back, the chance of each one over its age. */
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
