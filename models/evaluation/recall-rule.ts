import type { Keyframe } from '../../server/memory/keyframe.ts';
import type { Random } from '../reference/random.ts';

/**
 * Which keyframes a view is drawn from. `coverage` is the engine's own rule; the others are what it is
 * compared with: no memory at all, the newest frames (a context window), and frames drawn by lot in
 * proportion to how recent they are (as Loopy does).
 */
export const recallRules = ['coverage', 'none', 'newest', 'recency'] as const;
export type RecallRule = (typeof recallRules)[number];

/** The keyframes that a rule other than the engine's own takes from `kept` (oldest first): at most `count`. */
export function recallBy(
  rule: Exclude<RecallRule, 'coverage'>,
  kept: readonly Keyframe[],
  count: number,
  random: Random,
): Keyframe[] {
  if (rule === 'none') return [];
  if (rule === 'newest') return kept.slice(-count).reverse();
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
