import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DepartureReason } from '../departure.ts';
import {
  comesBack,
  hiddenPatience,
  initialRoom,
  type RoomLinkEvent,
  type RoomLinkState,
  reduceRoom,
  retryPatience,
} from './room-machine.ts';

/** An event whose time is optional, and so is its spread. */
type Step = RoomLinkEvent extends infer Event
  ? Event extends RoomLinkEvent
    ? Omit<Event, 'at' | 'chance'> & { at?: number }
    : never
  : never;

/** Applies events at their times, or one millisecond after the previous one; delays are not spread. */
function after(...steps: Step[]): RoomLinkState {
  let at = 0;
  let state = initialRoom(0);
  for (const step of steps) {
    at = step.at ?? at + 1;
    state = reduceRoom(state, { ...step, at, chance: 0.5 });
  }
  return state;
}

const start = { type: 'start' } as const;
const joined = { type: 'joined' } as const;
const silent = { type: 'dropped', cause: 'silent' } as const;
const tick = (at: number) => ({ type: 'tick', at }) as const;
const ended = (reason: DepartureReason) => ({ type: 'ended', reason, message: 'so' }) as const;
const failed = (reason: DepartureReason, answered = true) =>
  ({ type: 'failed', reason, message: 'so', answered }) as const;

describe('joining a room', () => {
  test('begins with one attempt when the page is opened', () => {
    expect(initialRoom(0)).toMatchObject({ phase: 'joining', attempt: 0, trying: false });
    expect(after(start)).toMatchObject({ phase: 'joining', attempt: 1, trying: true });
    expect(after(start, start).attempt).toBe(1);
  });

  test('ends in the room', () => {
    expect(after(start, joined)).toMatchObject({ phase: 'joined', trying: false, retryAt: undefined });
    expect(after(joined).phase).toBe('joining');
  });

  test('fails with a reason, and is retried if a place may become free', () => {
    for (const reason of ['full', 'server-gone', 'lost', 'too-frequent'] as const) {
      const state = after(start, failed(reason));
      expect(state).toMatchObject({ phase: 'out', reason, message: 'so', trying: false });
      expect(state.retryAt).toBeDefined();
    }
    for (const reason of [
      'denied',
      'invalid',
      'locked',
      'kicked',
      'room-gone',
      'server-restarted',
    ] as const) {
      const state = after(start, failed(reason));
      expect(state).toMatchObject({ phase: 'out', reason });
      expect(state.retryAt).toBeUndefined();
      expect(reduceRoom(state, { type: 'tick', at: 1e9, chance: 0 }).trying).toBe(false);
      expect(reduceRoom(state, { type: 'online', at: 1e9, chance: 0 }).trying).toBe(false);
      expect(reduceRoom(state, { ...start, at: 1e9, chance: 0 }).trying).toBe(true);
    }
  });
});

describe('a connection that breaks', () => {
  test('is opened again soon', () => {
    const lost = after(start, joined, silent);
    expect(lost).toMatchObject({ phase: 'lost', loss: 'silent', trying: false });
    const { retryAt = 0 } = lost;
    expect(retryAt - 3).toBe(retryPatience.lost.first);
    const trying = after(start, joined, silent, tick(retryAt));
    expect(trying).toMatchObject({ phase: 'lost', trying: true, attempt: 2 });
    expect(after(start, joined, silent, tick(retryAt), joined).phase).toBe('joined');
  });

  test('stays lost while nothing answers, and reports an unreachable server', () => {
    const trying = [start, joined, silent, tick(1_000)] as const;
    const unanswered = after(...trying, failed('server-gone', false));
    expect(unanswered).toMatchObject({ phase: 'lost', reason: undefined });
    const refused = after(...trying, failed('server-gone'));
    expect(refused).toMatchObject({ phase: 'lost', reason: 'server-gone' });
    expect(refused.retryAt).toBeDefined();
  });

  test('leaves the page out of a room that is full, closed or ended with its server', () => {
    const trying = [start, joined, silent, tick(1_000)] as const;
    expect(after(...trying, failed('full'))).toMatchObject({ phase: 'out', reason: 'full' });
    expect(after(...trying, failed('room-gone')).retryAt).toBeUndefined();
    expect(after(...trying, failed('server-restarted'))).toMatchObject({
      phase: 'out',
      reason: 'server-restarted',
    });
  });

  test('is retried at once when the network returns or the page becomes visible', () => {
    const waiting = after(start, joined, silent, tick(1_000), failed('server-gone'));
    for (const type of ['online', 'visible'] as const) {
      expect(reduceRoom(waiting, { type, at: 1_010, chance: 0 })).toMatchObject({ trying: true, attempt: 3 });
    }
  });

  test('is retried less and less often, up to a longest delay', () => {
    let state = after(start, joined, silent);
    let at = 3;
    let delay = 0;
    for (let times = 0; times < 12; times++) {
      at = state.retryAt ?? at;
      state = reduceRoom(state, { type: 'tick', at, chance: 0.5 });
      state = reduceRoom(state, { ...failed('server-gone'), at, chance: 0.5 });
      const next = (state.retryAt ?? 0) - at;
      expect(next).toBeGreaterThanOrEqual(delay);
      delay = next;
    }
    expect(delay).toBe(retryPatience.lost.longest);
  });

  test('is not retried by a page that was hidden for long', () => {
    const hidden = [start, joined, { type: 'hidden', at: 10 }, { ...silent, at: 20 }] as const;
    const late = 10 + hiddenPatience;
    expect(after(...hidden, tick(late - 1)).trying).toBe(true);
    expect(after(...hidden, tick(late)).trying).toBe(false);
    expect(after(...hidden, tick(late), { type: 'visible' }).trying).toBe(true);
  });
});

describe('a connection that the server closes', () => {
  test('is not opened again after a kick, or when the room closed', () => {
    for (const reason of ['kicked', 'room-gone', 'too-frequent', 'denied'] as const) {
      const state = after(start, joined, ended(reason), tick(1e6));
      expect(state).toMatchObject({ phase: 'out', reason, trying: false });
    }
  });

  test('is opened again for other reasons, with growing delays', () => {
    const first = after(start, joined, ended('lost'));
    expect(first.phase).toBe('lost');
    const again = after(start, joined, ended('lost'), tick(2_000), joined, ended('lost'));
    const wait = (state: RoomLinkState) => (state.retryAt ?? 0) - state.since;
    expect(wait(again)).toBeGreaterThan(wait(first));
    const settled = after(start, joined, ended('lost'), tick(2_000), joined, tick(20_000), ended('lost'));
    expect(wait(settled)).toBe(wait(first));
  });

  test('continues in another tab until a person takes it back', () => {
    const elsewhere = after(start, joined, ended('elsewhere'), tick(1e6), { type: 'online' });
    expect(elsewhere).toMatchObject({ phase: 'elsewhere', trying: false });
    expect(after(start, joined, ended('elsewhere'), start)).toMatchObject({ trying: true, attempt: 2 });
  });
});

const reasons = [
  ...(['full', 'denied', 'invalid', 'room-gone', 'server-gone', 'too-frequent', 'locked', 'kicked'] as const),
  ...(['server-restarted', 'elsewhere', 'lost'] as const),
];
const anything = fc.record({
  type: fc.constantFrom<RoomLinkEvent['type']>(
    ...(['joined', 'dropped', 'ended', 'failed', 'online', 'hidden', 'visible', 'tick'] as const),
  ),
  reason: fc.constantFrom(...reasons),
  cause: fc.constantFrom('silent' as const, 'closed' as const, 'offline' as const),
  answered: fc.boolean(),
  chance: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  delay: fc.nat(20_000),
});

describe('with any history of events', () => {
  function play(steps: (typeof anything extends fc.Arbitrary<infer Value> ? Value : never)[]) {
    let at = 1;
    let state = reduceRoom(initialRoom(0), { ...start, at, chance: 0 });
    for (const { delay, ...step } of steps) {
      at += delay;
      state = reduceRoom(state, { ...step, at, message: '' } as RoomLinkEvent);
    }
    return { state, at };
  }

  test('a page is in the room, is joining, or has a reason why it is out', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 40 }), (steps) => {
        const { state } = play(steps);
        if (state.phase === 'out') expect(state.reason).toBeDefined();
        if (state.phase === 'lost' || state.phase === 'joining')
          expect(state.trying || state.retryAt !== undefined).toBe(true);
        if (state.phase === 'joined' || state.phase === 'elsewhere') {
          expect(state).toMatchObject({ trying: false, retryAt: undefined });
        }
      }),
    );
  });

  test('a page that was denied, kicked or replaced stays out until a person asks', () => {
    fc.assert(
      fc.property(
        fc.array(anything, { maxLength: 40 }),
        fc.array(anything, { maxLength: 40 }),
        (some, more) => {
          const { state } = play(some);
          const final =
            state.phase === 'elsewhere' ||
            (state.phase === 'out' && !comesBack(state.reason ?? 'lost') && state.retryAt === undefined);
          if (!final || state.trying) return;
          expect(play([...some, ...more]).state.attempt).toBe(state.attempt);
        },
      ),
    );
  });

  test('the next attempt is at most a minute and a half away', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 40 }), (steps) => {
        const { state, at } = play(steps);
        if (state.retryAt !== undefined) expect(state.retryAt - at).toBeLessThanOrEqual(90_000);
      }),
    );
  });
});
