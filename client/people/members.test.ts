import { describe, expect, test } from 'vitest';
import { PlayerState, RoomState, SpectatorState } from '../../shared/state.ts';
import { membersOf } from './members.ts';
import { Silence } from './silence.ts';

function room(): RoomState {
  const state = new RoomState();
  for (const [id, name] of [['a', 'Ada'] as const, ['b', 'Bob'] as const]) {
    const player = new PlayerState();
    player.name = name;
    player.connected = id === 'a';
    state.players.set(id, player);
  }
  const spectator = new SpectatorState();
  spectator.name = 'Cas';
  spectator.place = 1;
  state.spectators.set('c', spectator);
  state.kicked.set('d', 'Dan');
  state.host = 'a';
  return state;
}
const silence = () => new Silence('room', { getItem: () => null, setItem: () => undefined });

describe('the members of a room', () => {
  test('say who is host, who is away and who waits', () => {
    const { hosts, players, spectators } = membersOf(room(), 'b', silence());
    expect(hosts).toBe(false);
    expect(players.map(({ id, own, host, connected }) => ({ id, own, host, connected }))).toEqual([
      { id: 'a', own: false, host: true, connected: true },
      { id: 'b', own: true, host: false, connected: false },
    ]);
    expect(spectators).toMatchObject([{ id: 'c', name: 'Cas', place: 1, own: false }]);
  });

  test('tell the host alone who was put out', () => {
    expect(membersOf(room(), 'a', silence()).kicked).toEqual([['d', 'Dan']]);
    expect(membersOf(room(), 'b', silence()).kicked).toEqual([]);
    expect(membersOf(room(), undefined, silence())).toMatchObject({ hosts: false, kicked: [] });
  });

  test('are muted and blocked by the page, and silenced by the room', () => {
    const state = room();
    const own = silence();
    own.set('muted', 'a', true);
    own.set('blocked', 'c', true);
    state.silenced.set('b', true);
    const { players, spectators } = membersOf(state, undefined, own);
    const flags = [...players, ...spectators].map(({ muted, blocked, silenced }) => [
      muted,
      blocked,
      silenced,
    ]);
    expect(flags).toEqual([
      [true, false, false],
      [false, false, true],
      [false, true, false],
    ]);
  });
});
