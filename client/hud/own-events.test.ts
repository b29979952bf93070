import { describe, expect, it } from 'vitest';
import { entityKinds } from '../../shared/entity.ts';
import { EntityState, PlayerState, RoomState } from '../../shared/state.ts';
import { OwnEvents } from './own-events.ts';

/** A player at the origin with this score, a ball at this distance in metres, and this number of orbs. */
function stateOf(score: number, ballDistance: number, orbs = 2): RoomState {
  const state = new RoomState();
  for (const [id, x] of [
    ['me', 0],
    ['other', 20],
  ] as const) {
    const player = new PlayerState();
    Object.assign(player, { x, y: 0, z: 0 });
    player.score = score;
    state.players.set(id, player);
  }
  const ball = new EntityState();
  ball.kind = entityKinds.indexOf('ball');
  Object.assign(ball, { x: ballDistance, y: 0.3, z: 0 });
  state.entities.set('ball', ball);
  for (let i = 0; i < orbs; i++) {
    const orb = new EntityState();
    orb.kind = entityKinds.indexOf('orb');
    state.entities.set(`orb-${i}`, orb);
  }
  return state;
}

describe('OwnEvents', () => {
  it('reports nothing for the first state or an unchanged one', () => {
    const events = new OwnEvents();
    expect(events.update(stateOf(3, 0.5), 'me')).toEqual([]);
    expect(events.update(stateOf(3, 0.5), 'me')).toEqual([]);
  });

  it('reports an orb if one is gone and the own score increased', () => {
    const events = new OwnEvents();
    events.update(stateOf(0, 9), 'me');
    expect(events.update(stateOf(1, 9, 1), 'me')).toEqual(['orb']);
    expect(events.update(stateOf(1, 9, 0), 'me')).toEqual([]);
  });

  it('reports no orb for points with another cause', () => {
    const events = new OwnEvents();
    events.update(stateOf(0, 9), 'me');
    expect(events.update(stateOf(1, 9), 'me')).toEqual([]);
  });

  it('reports the ball once when it begins to touch the body', () => {
    const events = new OwnEvents();
    events.update(stateOf(0, 9), 'me');
    expect(events.update(stateOf(0, 0.6), 'me')).toEqual(['ball']);
    expect(events.update(stateOf(0, 0.6), 'me')).toEqual([]);
    events.update(stateOf(0, 2), 'me');
    expect(events.update(stateOf(0, 0.6), 'me')).toEqual(['ball']);
  });

  it('starts over with another body', () => {
    const events = new OwnEvents();
    events.update(stateOf(0, 9), 'me');
    expect(events.update(stateOf(5, 9), 'other')).toEqual([]);
    expect(events.update(stateOf(5, 9), undefined)).toEqual([]);
  });
});
