import { describe, expect, it } from 'vitest';
import { entityKinds } from '../../shared/entity.ts';
import { EntityState, PlayerState, RoomState } from '../../shared/state.ts';
import { FirstSteps } from './first-steps.ts';

const own = 'me';

function world(
  things: Readonly<Record<string, readonly [kind: 'orb' | 'ball' | 'door', x: number, z: number]>>,
) {
  const state = new RoomState();
  const body = new PlayerState();
  Object.assign(body, { x: 0, y: 0, z: 0, yaw: 0, pitch: 0, score: 0 });
  state.players.set(own, body);
  for (const [id, [kind, x, z]] of Object.entries(things)) {
    const thing = new EntityState();
    Object.assign(thing, { kind: entityKinds.indexOf(kind), x, y: 0.3, z });
    state.entities.set(id, thing);
  }
  return { state, body };
}

describe('the first steps', () => {
  it('are those that the world has, in order', () => {
    const all = new FirstSteps();
    all.update(world({ 'orb-0': ['orb', 3, 4], 'ball-0': ['ball', 0, 9] }).state, own);
    expect(all.steps.map(({ name }) => name)).toEqual(['look', 'walk', 'orb', 'ball']);
    const few = new FirstSteps();
    few.update(world({ 'door-0': ['door', 3, 4] }).state, own);
    expect(few.steps.map(({ name }) => name)).toEqual(['look', 'walk']);
  });

  it('are none before the player has a body', () => {
    const steps = new FirstSteps();
    steps.update(world({}).state, undefined);
    expect(steps.steps).toEqual([]);
    expect(steps.finished).toBe(false);
  });

  it('take turning and walking as done only after enough of it', () => {
    const { state, body } = world({});
    const steps = new FirstSteps();
    steps.update(state, own);
    body.yaw = 0.5;
    steps.update(state, own);
    expect(steps.current).toBe('look');
    body.pitch = -0.4;
    steps.update(state, own);
    expect(steps.current).toBe('walk');
    for (const x of [0.5, 1, 1.5]) {
      body.x = x;
      steps.update(state, own);
    }
    expect(steps.finished).toBe(false);
    body.x = 2.1;
    steps.update(state, own);
    expect(steps.finished).toBe(true);
  });

  it('count the short way round, and no change of place that nobody can walk', () => {
    const { state, body } = world({});
    body.yaw = 3.1;
    const steps = new FirstSteps();
    steps.update(state, own);
    body.yaw = -3.1;
    body.x = 40;
    steps.update(state, own);
    expect(steps.steps).toEqual([
      { name: 'look', done: false },
      { name: 'walk', done: false },
    ]);
  });

  it('tick off an orb that this player took, and none that vanished far away', () => {
    const { state, body } = world({ 'orb-0': ['orb', 0.8, 0], 'orb-1': ['orb', 30, 0] });
    const steps = new FirstSteps();
    steps.update(state, own);
    state.entities.delete('orb-1');
    steps.update(state, own);
    expect(steps.steps.find(({ name }) => name === 'orb')?.done).toBe(false);
    body.x = 0.5;
    steps.update(state, own);
    state.entities.delete('orb-0');
    steps.update(state, own);
    expect(steps.steps.find(({ name }) => name === 'orb')?.done).toBe(true);
  });

  it('tick off no orb when a new round takes all away', () => {
    const { state } = world({ 'orb-0': ['orb', 0.5, 0], 'orb-1': ['orb', 9, 0] });
    const steps = new FirstSteps();
    steps.update(state, own);
    for (const id of ['orb-0', 'orb-1']) state.entities.delete(id);
    steps.update(state, own);
    expect(steps.steps.some(({ done }) => done)).toBe(false);
  });

  it('tick off the ball once the body touches it, also before its turn', () => {
    const { state, body } = world({ 'ball-0': ['ball', 5, 0] });
    const steps = new FirstSteps();
    steps.update(state, own);
    body.x = 4.7;
    steps.update(state, own);
    expect(steps.steps.find(({ name }) => name === 'ball')?.done).toBe(true);
    expect(steps.current).toBe('look');
  });

  it('say where the nearest thing of the present step lies', () => {
    const { state, body } = world({
      'orb-0': ['orb', 3, 4],
      'orb-1': ['orb', 30, 40],
      'ball-0': ['ball', 8, 0],
    });
    const steps = new FirstSteps();
    steps.update(state, own);
    expect(steps.goal).toBeUndefined();
    body.yaw = 1;
    for (const x of [0.9, 1.8, 2.7]) {
      body.x = x;
      steps.update(state, own);
    }
    expect(steps.current).toBe('orb');
    expect(steps.goal).toMatchObject({ x: 3, z: 4 });
    expect(steps.goal?.metres).toBeCloseTo(Math.hypot(0.3, 4), 2);
  });
});
