import type { Match, Standing } from './match.ts';
import type { GameMode, Outcome } from './mode.ts';

/**
 * What a match is worth to a player now, and whether it is over: as the mode says, else its points, and over with the
 * match's last round. What a program that learns is rewarded with is how the worth changes.
 */
export function outcomeOf(
  mode: Pick<GameMode, 'outcome'>,
  match: Pick<Match, 'phase' | 'round'>,
  standing: Pick<Standing, 'score' | 'roundScore' | 'role'> | undefined,
): Outcome {
  const usual: Outcome = { worth: standing?.score ?? 0, over: match.phase === 'over' };
  if (standing === undefined || mode.outcome === undefined) return usual;
  const { score, roundScore, role } = standing;
  const { phase, round } = match;
  return { ...usual, ...mode.outcome({ score, roundScore, role, phase, round }) };
}
