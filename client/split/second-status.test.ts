import { expect, test, vi } from 'vitest';
import { roomStatus } from '../pages/room/room-status.ts';
import { secondStatus } from './second-status.ts';

const startAgain = vi.fn();
const leave = vi.fn();
const statusOf = (report: Partial<Parameters<typeof roomStatus>[0]['report']>) =>
  roomStatus({
    report: { state: 'playing', retries: false, late: false, ...report },
    ...{ spectator: false, watchLink: '', waiting: undefined, startAgain },
  });
const card = (report: Parameters<typeof statusOf>[0], hasPad = true) =>
  secondStatus({ status: statusOf(report), hasPad, startAgain, leave });

test('a half with a picture and a gamepad has no card', () => {
  expect(card({})).toBeUndefined();
});

test('cards name the buttons of the gamepad, and leave the focus to the first player', () => {
  const full = card({ state: 'full', reason: 'full', retries: true });
  expect(full?.heading).toBe('Every seat is taken');
  expect(full?.beside).toBe(true);
  expect(full?.actions.map(({ text }) => text)).toEqual(['A / ✕: Try again', 'B / ○: Leave']);
  const gone = card({ state: 'gone', reason: 'room-gone' });
  expect(gone?.actions.map(({ testId }) => testId)).toEqual(['second-leave']);
  for (const { action } of [...(full?.actions ?? []), ...(gone?.actions ?? [])]) {
    if (typeof action === 'function') action();
  }
  expect(startAgain).toHaveBeenCalledTimes(1);
  expect(leave).toHaveBeenCalledTimes(2);
});

test('without a gamepad the half says how to go on, whatever else there is to say', () => {
  for (const state of ['playing', 'reconnecting'] as const) {
    const status = card({ state }, false);
    expect(status?.heading).toBe('The gamepad is gone');
    expect(status?.text).toContain('press A / ✕ on another one');
    expect(status?.actions).toHaveLength(1);
  }
});
