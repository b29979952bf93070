import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EntityState, PlayerState, RoomState } from '../../shared/state.ts';
import { Captions, directionOf } from './captions.ts';

const rate = 12;

function player(x: number, z: number, yaw = 0): PlayerState {
  return Object.assign(new PlayerState(), { name: 'x', x, y: 0, z, yaw });
}

function door(x: number, z: number): EntityState {
  return Object.assign(new EntityState(), { kind: 1, x, y: 1.1, z, yaw: 0, state: 0 });
}

describe('Captions', () => {
  function room(): RoomState {
    const state = Object.assign(new RoomState(), { tick: 7 });
    state.players.set('ann', player(5, 5));
    state.entities.set('door-1', door(8, 5));
    return state;
  }

  test('name each sound and its direction relative to the player', () => {
    const state = room();
    const captions = new Captions();
    expect(captions.update(state, 'ann', rate)).toEqual([]);
    const tick = () => {
      state.tick++;
      return captions.update(state, 'ann', rate);
    };
    Object.assign(state.entities.get('door-1') ?? {}, { state: 0.2 });
    expect(tick()).toEqual([{ kind: 'doorOpening', direction: 'right' }]);
    expect(tick()).toEqual([]);
    Object.assign(state.players.get('ann') ?? {}, { yaw: Math.PI });
    Object.assign(state.entities.get('door-1') ?? {}, { state: 0.1 });
    expect(tick()).toEqual([{ kind: 'doorClosing', direction: 'left' }]);
  });

  test('put the loudest sound first, and leave out distant sounds and the player’s own steps', () => {
    const state = room();
    state.players.set('ben', player(5, 9));
    state.entities.set('door-2', door(5, 45));
    const captions = new Captions();
    captions.update(state, 'ann', rate);
    state.tick++;
    for (const id of ['door-1', 'door-2']) Object.assign(state.entities.get(id) ?? {}, { state: 0.5 });
    for (const id of ['ann', 'ben']) {
      const each = state.players.get(id);
      if (each) each.x += 0.8;
    }
    expect(captions.update(state, 'ann', rate)).toEqual([
      { kind: 'doorOpening', direction: 'right' },
      { kind: 'footstep', direction: 'ahead' },
    ]);
  });

  test('are empty without a listener, and for a tick that was already given', () => {
    const state = room();
    const captions = new Captions();
    captions.update(state, undefined, rate);
    Object.assign(state.entities.get('door-1') ?? {}, { state: 0.5 });
    expect(captions.update(state, 'ann', rate)).toEqual([]);
    state.tick++;
    expect(captions.update(state, undefined, rate)).toEqual([]);
  });
});

test('directionOf turns with the listener', () => {
  const angle = fc.double({ min: -20, max: 20, noNaN: true });
  fc.assert(
    fc.property(angle, fc.double({ min: -0.7, max: 0.7, noNaN: true }), (yaw, off) => {
      const seen = ['ahead', 'right', 'behind', 'left'].map((_, quarter) => {
        const at = yaw + off + (quarter * Math.PI) / 2;
        return directionOf({ x: 1, z: 2, yaw }, { x: 1 + 3 * Math.sin(at), z: 2 + 3 * Math.cos(at) });
      });
      expect(seen).toEqual(['ahead', 'right', 'behind', 'left']);
    }),
  );
  expect(directionOf({ x: 1, z: 2, yaw: 1 }, { x: 1.1, z: 2 })).toBe('here');
});
