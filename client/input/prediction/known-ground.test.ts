import { beforeEach, describe, expect, test } from 'vitest';
import { entityKinds } from '../../../shared/entity.ts';
import type { GroundKind } from '../../../shared/geometry/ground-map.ts';
import { EntityState, PlayerState, RoomState } from '../../../shared/state.ts';
import { slideOnKnownGround } from './known-ground.ts';

let state: RoomState;
/** Kind of the ground at x >= 2. */
let beyond: GroundKind;
const ground = {
  kindAt: (x: number) => (x >= 2 ? beyond : 'floor'),
  state: () => state,
  own: () => 'me',
};

beforeEach(() => {
  state = new RoomState();
  beyond = 'floor';
  player('me', 0, 0);
});

function player(id: string, x: number, z: number): void {
  const player = new PlayerState();
  Object.assign(player, { x, z });
  state.players.set(id, player);
}

function entity(kind: (typeof entityKinds)[number], x: number, opening = 0): void {
  const entity = new EntityState();
  Object.assign(entity, { kind: entityKinds.indexOf(kind), x, y: 0.5, z: 0, yaw: 0, state: opening });
  state.entities.set(kind, entity);
}

const go = (x: number, z = 0) => slideOnKnownGround(ground, { x: 0, z: 0 }, { x, z });

describe('ground that the page knows', () => {
  test.each(['floor', 'unknown'] as const)('lets a body walk over %s', (kind) => {
    beyond = kind;
    expect(go(2.5, 0.5)).toEqual({ x: expect.closeTo(2.5, 6), z: expect.closeTo(0.5, 6) });
  });

  test('stops a body at a wall of the map, along which it slides', () => {
    beyond = 'solid';
    const { x, z } = go(2.5, 0.5);
    expect(x).toBeGreaterThan(1.8);
    expect(x).toBeLessThanOrEqual(2);
    expect(z).toBeCloseTo(0.5, 3);
  });

  test('has other people in the way, and not oneself', () => {
    expect(go(1).x).toBeCloseTo(1, 6);
    player('other', 1, 0);
    expect(go(1).x).toBeLessThan(0.7);
  });

  test('has blocks and closed doors in the way, not balls and orbs, nor what is far away', () => {
    for (const [kind, stops] of [
      ['block', true],
      ['door', true],
      ['ball', false],
      ['orb', false],
    ] as const) {
      state.entities.clear();
      entity(kind, 1);
      expect(go(0.9).x < 0.7).toBe(stops);
      state.entities.clear();
      entity(kind, 9);
      expect(go(0.9).x).toBeCloseTo(0.9, 6);
    }
  });

  test('is open before there is a state', () => {
    const none = { ...ground, state: () => undefined };
    expect(slideOnKnownGround(none, { x: 0, z: 0 }, { x: 1, z: 1 })).toEqual({
      x: expect.closeTo(1, 6),
      z: expect.closeTo(1, 6),
    });
  });
});
