import { describe, expect, it } from 'vitest';
import { PlayerState, RoomState } from '../../shared/state.ts';
import { texts } from '../texts.ts';
import { markName } from './person-name.ts';
import { PlayerEvents } from './player-events.ts';

function stateOf(players: Record<string, { name: string; connected: boolean }>): RoomState {
  const state = new RoomState();
  for (const [id, { name, connected }] of Object.entries(players)) {
    const player = new PlayerState();
    player.name = name;
    player.connected = connected;
    state.players.set(id, player);
  }
  return state;
}

const ada = { name: 'Ada', connected: true };
const bob = { name: 'Bob', connected: true };

describe('PlayerEvents', () => {
  it('reports nothing about players who were there before', () => {
    expect(new PlayerEvents().update(stateOf({ a: ada, b: bob }), 'a')).toEqual([]);
  });

  it('reports the others, and never the page’s own player', () => {
    const events = new PlayerEvents();
    events.update(stateOf({}), 'a');
    expect(events.update(stateOf({ a: ada, b: bob }), 'a')).toEqual([texts.events.joined(markName('Bob'))]);
    const away = { ...bob, connected: false };
    expect(events.update(stateOf({ a: ada, b: away }), 'a')).toEqual([texts.events.dropped(markName('Bob'))]);
    expect(events.update(stateOf({ a: ada, b: bob }), 'a')).toEqual([texts.events.returned(markName('Bob'))]);
    expect(events.update(stateOf({}), 'a')).toEqual([texts.events.left(markName('Bob'))]);
  });
});
