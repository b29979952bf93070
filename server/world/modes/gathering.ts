import { spawnBody } from '../spawn.ts';
import type { Player } from '../world-state.ts';
import type { MatchTurn } from './match-turn.ts';

/**
 * Puts every player back to a start of the world seed, or beside it if it is occupied. Players get starts in
 * the order of their colours, shifted by one each round.
 */
export function gather({ state, grid, starts, match }: MatchTurn): void {
  const players = [...state.players.values()].sort((a, b) => a.colour - b.colour);
  // Players that have not been placed yet must not block others.
  const placed = new Map<string, Player>();
  for (const [index, player] of players.entries()) {
    const around = { ...state, players: placed };
    Object.assign(player.body, spawnBody(around, starts, index + Math.max(0, match.round - 1), grid));
    player.pitch = 0;
    placed.set(player.id, player);
  }
}
