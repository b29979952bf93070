import { expect, test } from 'vitest';
import { type Action, neutralAction } from '../action.ts';
import { CommandRate } from './command-rate.ts';
import { DelayLine } from './delay-line.ts';
import { movedPose, velocityAction } from './setpoint.ts';

const walk = (move: number): Action => ({ ...neutralAction, move });

test('an action moves the body as late as its latency says, between ticks too', () => {
  const line = new DelayLine();
  line.add({ action: walk(1), issued: 0, due: 120, sequence: 1 });
  const moved = [0, 50, 100, 150].map((from) => line.take(from, from + 50).move);
  expect(moved).toEqual([0, 0, 0.6, 1]);
  expect(line.effective).toMatchObject({ sequence: 1, began: 120 });
});

test('a tick in which one action takes over gets both, and a button that either presses', () => {
  const line = new DelayLine();
  line.add({ action: { ...walk(1), jump: true }, issued: 0, due: 10, sequence: 1 });
  line.add({ action: walk(-1), issued: 0, due: 60, sequence: 2 });
  expect(line.take(0, 100)).toMatchObject({ move: 0.5 - 0.4, jump: true });
  expect(line.take(0, 100)).toMatchObject({ move: 0.5 - 0.4, jump: true });
  expect(line.take(100, 200)).toMatchObject({ move: -1, jump: false });
});

test('an action that comes too late for its tick begins with the next one, and says so', () => {
  const line = new DelayLine();
  line.add({ action: walk(1), issued: 0, due: 120, sequence: 1 });
  expect(line.take(200, 250).move).toBe(1);
  expect(line.effective?.began).toBe(200);
});

test('a newer action takes back what would come after it', () => {
  const line = new DelayLine();
  line.add({ action: walk(1), issued: 0, due: 200, sequence: 1 });
  line.add({ action: walk(-1), issued: 50, due: 100, sequence: 2 });
  expect(line.take(250, 300).move).toBe(-1);
});

test('commands beyond the rate wait, and jitter of half a period costs none', () => {
  const rate = new CommandRate(10);
  expect([0, 60, 200, 310].map((now) => rate.take(now))).toEqual([0, 60, 200, 310]);
  const flood = new CommandRate(10);
  const taken = Array.from({ length: 21 }, () => flood.take(0));
  expect(taken.at(-1)).toBeCloseTo(1950);
});

test('a velocity command is held to the body, and turns left by positive rates', () => {
  const limits = { walkingSpeed: 3, turnRate: 2 };
  expect(velocityAction({ adapter: 'velocity', v: 1.5, omega: 1 }, limits)).toMatchObject({
    move: 0.5,
    turn: -0.5,
  });
  expect(velocityAction({ adapter: 'velocity', v: -9, omega: 9 }, limits)).toMatchObject({
    move: -1,
    turn: -1,
  });
  // A quarter of a circle of radius 1: v = omega = 1 for pi / 2 seconds.
  let pose = { x: 0, z: 0, heading: 0 };
  const action = velocityAction({ adapter: 'velocity', v: 1, omega: 1 }, limits);
  for (let i = 0; i < 100; i++) pose = movedPose(pose, action, limits, Math.PI / 200);
  expect(pose.x).toBeCloseTo(-1, 3);
  expect(pose.z).toBeCloseTo(1, 3);
});
