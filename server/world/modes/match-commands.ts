import type { MatchCommand } from '../../../shared/match.ts';
import type { MatchNotice } from '../../../shared/notices/host-notices.ts';
import type { WorldState } from '../world-state.ts';
import type { Match } from './match.ts';
import { resetRound } from './match-phases.ts';
import type { MatchStage } from './match-turn.ts';

/** Why a command cannot be carried out now; undefined when it can. */
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

/** Carries a command out, at the beginning of a tick; nothing happens where it cannot be. */
export function carryOut(command: MatchCommand, turn: MatchStage): void {
  const { match, state } = turn;
  if (refusalOf(command, turn) !== undefined) return;
  if (command === 'reset') resetRound(turn);
  else match.paused = command === 'pause';
  // The phase ends with the tick that begins.
  if (command === 'start') match.ends = state.tick;
}

/** A tick in which the world stands still: whatever counts by ticks waits. */
export function hold(match: Match, state: WorldState): void {
  match.held++;
  if (match.ends > 0) match.ends++;
  for (const entity of state.entities.values()) {
    if (entity.kind === 'orb' && entity.returns !== undefined) entity.returns++;
  }
}
