import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PageVisibility, type VisibilitySource } from './visibility.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A page that can be hidden, in a room that can be left. */
function open() {
  const document = Object.assign(new EventTarget(), { hidden: false }) satisfies VisibilitySource;
  const frame = new EventTarget();
  const room = { session: 'ann' as string | undefined, connected: true, reports: [] as boolean[] };
  const visibility = new PageVisibility(
    {
      session: () => room.session,
      send: (hidden) => {
        if (room.connected) room.reports.push(hidden);
        return room.connected;
      },
    },
    document,
    frame,
  );
  const hide = (hidden: boolean) => {
    document.hidden = hidden;
    document.dispatchEvent(new Event('visibilitychange'));
  };
  return { document, frame, room, visibility, hide };
}

test('the page reports once when it is hidden and once when it is visible again', () => {
  const { room, hide } = open();
  vi.advanceTimersByTime(1_000);
  hide(true);
  vi.advanceTimersByTime(5_000);
  hide(false);
  expect(room.reports).toEqual([false, true, false]);
});

test.each(['freeze', 'pagehide'])('%s counts as hidden', (type) => {
  const { document, frame, room } = open();
  vi.advanceTimersByTime(1_000);
  (type === 'freeze' ? document : frame).dispatchEvent(new Event(type));
  (type === 'freeze' ? document : frame).dispatchEvent(new Event(type === 'freeze' ? 'resume' : 'pageshow'));
  expect(room.reports).toEqual([false, true, false]);
});

test('a report that failed while the connection was lost is sent later', () => {
  const { room, hide } = open();
  vi.advanceTimersByTime(1_000);
  room.connected = false;
  hide(true);
  expect(room.reports).toEqual([false]);
  room.connected = true;
  vi.advanceTimersByTime(1_000);
  expect(room.reports).toEqual([false, true]);
});

test('a hidden page that joins again reports to its new session', () => {
  const { room, hide } = open();
  hide(true);
  room.session = undefined;
  vi.advanceTimersByTime(1_000);
  room.session = 'ben';
  vi.advanceTimersByTime(1_000);
  expect(room.reports).toEqual([true, true]);
});

test('a closed page reports nothing', () => {
  const { room, visibility, hide } = open();
  visibility.close();
  hide(true);
  vi.advanceTimersByTime(5_000);
  expect(room.reports).toEqual([]);
});
