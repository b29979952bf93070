import { expect, test } from 'vitest';
import { MarkState, PlayerState, RoomState } from '../../shared/state.ts';
import { bearingOf, readCompass, sideOf } from './compass.tsx';

test.each([
  [0, 10, 0],
  [10, 0, 90],
  [0, -10, 180],
  [-10, 0, 270],
  [-0.01, 10, 0],
])('a place %f m in x and %f m in z lies at %i degrees', (x, z, degrees) => {
  expect(bearingOf({ x: 3, z: 4 }, { x: 3 + x, z: 4 + z })).toBe(degrees);
});

test('the side depends on where somebody looks', () => {
  expect([0, 90, 180, 270].map((bearing) => sideOf(bearing, 0))).toEqual([0, 2, 4, 6]);
  expect(sideOf(90, Math.PI / 2)).toBe(0);
  expect(sideOf(0, Math.PI / 2)).toBe(6);
  expect(sideOf(350, 0)).toBe(0);
  expect(sideOf(10, -6 * Math.PI)).toBe(0);
});

test('a turning head turns the arrow alone, and a step changes what is read', () => {
  const state = new RoomState();
  const own = Object.assign(new PlayerState(), { x: 0, z: 0, yaw: 0 });
  state.players.set('ann', own);
  expect(readCompass(state, 'ann', undefined)).toBe(undefined);
  state.match.marks.set(
    'goal',
    Object.assign(new MarkState(), { key: 'treasure', follows: '', x: 10, z: 0 }),
  );
  expect(readCompass(state, 'ben', undefined)).toBe(undefined);
  const first = readCompass(state, 'ann', undefined);
  expect(first?.turn).toBe(90);
  own.yaw = Math.PI / 2;
  expect(readCompass(state, 'ann', first)).toEqual({ ...first, turn: 0 });
  own.x = 4;
  const next = readCompass(state, 'ann', first);
  expect(next?.text).toContain('6');
  expect(next?.label).not.toBe(first?.label);
});
