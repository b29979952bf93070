import { expect, it } from 'vitest';
import type { GoalStep } from '../../shared/goals/goal-step.ts';
import { seedEntity } from '../world/modes/mode.fixture.ts';
import { door, goalPlay } from './goal.fixture.ts';
import { type GoalContext, taskOf } from './referents.ts';
import { StepWatch } from './step-watch.ts';

type Play = ReturnType<typeof goalPlay>;

function watchOf({ game }: Play, step: GoalStep, context: Partial<GoalContext> = {}) {
  const about = { self: 'body', start: { x: 5, z: 5 }, used: [], passed: [], ...context };
  const found = taskOf(step, game.world, about);
  if ('fault' in found) throw new Error(found.fault.code);
  const watch = new StepWatch(found.task, 'body');
  return () => watch.isDone(game.world);
}

it('a ball is brought when it is there and rests', () => {
  const play = goalPlay([seedEntity('ball', 3.5, 3.5), seedEntity('orb', 7.5, 7.5)]);
  const isDone = watchOf(play, {
    verb: 'bring',
    thing: { kind: 'ball' },
    target: { thing: { kind: 'orb' } },
  });
  expect(isDone()).toBe(false);
  for (const at of [4.3, 5.1, 5.9, 6.7]) {
    Object.assign(play.ball(), { x: at, z: at, vx: 2, vz: 2 });
    expect(isDone()).toBe(false);
  }
  Object.assign(play.ball(), { vx: 0.1, vz: 0 });
  expect(isDone()).toBe(true);
});

it('a ball that a mode moves from there was brought, and one that it moves from elsewhere was not', () => {
  for (const [from, expected] of [
    [6.6, true],
    [4, false],
  ] as const) {
    const play = goalPlay([seedEntity('ball', from, from), seedEntity('orb', 7.5, 7.5)]);
    const isDone = watchOf(play, {
      verb: 'bring',
      thing: { kind: 'ball' },
      target: { thing: { kind: 'orb' } },
    });
    Object.assign(play.ball(), { vx: 3 });
    expect(isDone()).toBe(false);
    Object.assign(play.ball(), { x: 17, z: 2, vx: 0 });
    expect(isDone()).toBe(expected);
  }
});

it('a door is passed by who comes through it, and not by who comes to its other side', () => {
  const play = goalPlay([door]);
  const pass: GoalStep = { verb: 'pass', thing: { kind: 'door' } };
  const around = watchOf(play, pass);
  const through = watchOf(play, pass);
  play.game.put('body', 10.2, 5.5);
  expect([around(), through()]).toEqual([false, false]);
  play.game.put('body', 10.8, 5.5);
  expect(through()).toBe(false);
  play.game.put('body', 11.2, 5.5);
  expect(through()).toBe(true);
  play.game.put('body', 12, 2);
  expect(around()).toBe(false);
});

it('a door is closed behind a body that came through it, on the side that it came to', () => {
  const play = goalPlay([door]);
  const [[id, closed]] = play.game.of('door');
  const close: GoalStep = { verb: 'close', thing: { kind: 'door' }, behind: true };
  expect(watchOf(play, close)()).toBe(false);
  expect(watchOf(play, { ...close, behind: false })()).toBe(true);
  // The door's forward axis is along x, so the body stands on its side -1.
  expect(watchOf(play, close, { passed: [{ door: id, side: -1 }] })()).toBe(true);
  expect(watchOf(play, close, { passed: [{ door: id, side: 1 }] })()).toBe(false);
  if (closed.kind === 'door') Object.assign(closed, { opening: true, state: 0.5 });
  expect(watchOf(play, { ...close, behind: false })()).toBe(false);
});

it('a thing is seen in the middle of the view, with no wall before it', () => {
  const play = goalPlay([seedEntity('block', 8.5, 8.5), seedEntity('orb', 15.5, 8.5)]);
  const block = watchOf(play, { verb: 'see', target: { thing: { kind: 'block' } } });
  const orb = watchOf(play, { verb: 'see', target: { thing: { kind: 'orb' } } });
  play.game.put('body', 5, 8.5, Math.PI);
  expect(block()).toBe(false);
  play.game.put('body', 5, 8.5, Math.PI / 2);
  expect([block(), orb()]).toEqual([true, false]);
});

it('of several things words choose one, or an earlier step did', () => {
  const { game } = goalPlay([seedEntity('block', 4.5, 3.5), { ...seedEntity('block', 8.5, 8.5), colour: 1 }]);
  const [near, far] = game.of('block').map(([id]) => id);
  const chosen = (thing: GoalStep['thing'], used: string[] = []) => {
    const found = taskOf({ verb: 'remove', thing }, game.world, {
      ...{ self: 'body', start: { x: 5, z: 5 }, passed: [], used },
    });
    return 'task' in found ? found.task.thing : found.fault;
  };
  expect(chosen({ kind: 'block' })).toBe(near);
  expect(chosen({ kind: 'block', which: 'farthest' })).toBe(far);
  expect(chosen({ kind: 'block', colour: 'blue' })).toBe(far);
  expect(chosen({ kind: 'block' }, [far])).toBe(far);
  expect(chosen({ kind: 'block', colour: 'pink' })).toEqual({
    code: 'goal-nothing-there',
    values: { kind: 'block' },
  });
});
