import type { MatchCommand } from '../../../shared/match.ts';
import type { MatchNotice } from '../../../shared/notices/host-notices.ts';
import type { WorldState } from '../world-state.ts';
import type { Match } from './match.ts';
import { resetRound } from './match-phases.ts';
import type { MatchStage } from './match-turn.ts';

/** Why a command is not possible now, or undefined if it is. */
export function refusalOf(
  command: MatchCommand,
  { match, mode }: Pick<MatchStage, 'match' | 'mode'>,
): MatchNotice | undefined {
  const { phase } = match;
  if (command === 'reset' && phase === 'waiting') return { code: 'no-round-yet', values: {} };
  if (command !== 'start') return undefined;
  if (phase === 'waiting') return { code: 'players-needed', values: { players: mode.minimumPlayers ?? 1 } };
  const running = phase === 'free' || phase === 'round';
  return running ? { code: 'game-running', values: {} } : undefined;
}

/** Executes a command at the beginning of a tick. Does nothing if it is not possible. */
export function carryOut(command: MatchCommand, turn: MatchStage): void {
  const { match, state } = turn;
  if (refusalOf(command, turn) !== undefined) return;
  if (command === 'reset') resetRound(turn);
  else match.paused = command === 'pause';
  // The phase ends with the tick that starts now.
  if (command === 'start') match.ends = state.tick;
}

/** Delays by one tick everything that counts in ticks, while the world is paused. */
export function hold(match: Match, state: WorldState): void {
  match.pausedTicks++;
  if (match.ends > 0) match.ends++;
  for (const entity of state.entities.values()) {
    if (entity.kind === 'orb' && entity.returns !== undefined) entity.returns++;
  }
}
