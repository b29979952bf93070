import { matchPhases } from '../../shared/match.ts';
import type { RoomState } from '../../shared/state.ts';

/**
 * Whether the round should begin anew for a player who has just learnt the controls: its clock ran meanwhile. Only a
 * host who plays alone decides that, because nobody else loses points by it.
 */
export function deservesFreshRound(state: RoomState, ownId: string | undefined): boolean {
  return (
    ownId !== undefined &&
    state.host === ownId &&
    state.players.size === 1 &&
    state.players.has(ownId) &&
    matchPhases[state.match.phase] === 'round'
  );
}
