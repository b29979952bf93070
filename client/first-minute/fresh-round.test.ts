import { expect, it } from 'vitest';
import { type MatchPhase, matchPhases } from '../../shared/match.ts';
import { PlayerState, RoomState } from '../../shared/state.ts';
import { deservesFreshRound } from './fresh-round.ts';

function room(host: string, players: readonly string[], phase: MatchPhase): RoomState {
  const state = new RoomState();
  state.host = host;
  for (const id of players) state.players.set(id, new PlayerState());
  state.match.phase = matchPhases.indexOf(phase);
  return state;
}

it('gives a fresh round to a host who plays alone, and to nobody else', () => {
  expect(deservesFreshRound(room('me', ['me'], 'round'), 'me')).toBe(true);
  expect(deservesFreshRound(room('me', ['me', 'other'], 'round'), 'me')).toBe(false);
  expect(deservesFreshRound(room('other', ['me'], 'round'), 'me')).toBe(false);
  expect(deservesFreshRound(room('me', ['me'], 'countdown'), 'me')).toBe(false);
  expect(deservesFreshRound(room('me', ['me'], 'free'), 'me')).toBe(false);
  expect(deservesFreshRound(room('me', ['me'], 'round'), undefined)).toBe(false);
});
