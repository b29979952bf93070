import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  blankOf,
  blankPatience,
  initialMedia,
  type MediaEvent,
  type MediaState,
  mediaPatience,
  reduceMedia,
} from './media-machine.ts';

/** An event whose time is optional. */
type Step = MediaEvent extends infer Event
  ? Event extends MediaEvent
    ? Omit<Event, 'at'> & { at?: number }
    : never
  : never;

/** Applies events at their times, or one millisecond after the previous one. */
function after(...events: Step[]): MediaState {
  let at = 0;
  let state = initialMedia(0);
  for (const event of events) {
    at = event.at ?? at + 1;
    state = reduceMedia(state, { ...event, at });
  }
  return state;
}

const wanted = { type: 'wanted' } as const;
const requested = { type: 'requested' } as const;
const reached = { type: 'reached' } as const;
const decoded = { type: 'decoded' } as const;
const tick = (at: number) => ({ type: 'tick', at }) as const;

describe('receiving a view', () => {
  test('begins with opening a path once a view is wanted', () => {
    expect(initialMedia(0).phase).toBe('idle');
    expect(after(wanted)).toMatchObject({ phase: 'opening', blankSince: 1 });
  });

  test('checks the path until it answers', () => {
    expect(after(wanted, requested).phase).toBe('checking');
    expect(after(wanted, requested, reached).phase).toBe('reached');
  });

  test('succeeds with a decoded frame, and with nothing else', () => {
    expect(after(wanted, requested, reached, { type: 'painted' }).phase).toBe('reached');
    const flowing = after(wanted, requested, reached, decoded);
    expect(flowing).toMatchObject({ phase: 'flowing', hadPicture: true, blankSince: undefined });
  });

  test('skips opening if the path exists already', () => {
    expect(after(wanted, decoded).phase).toBe('flowing');
  });

  test('ends when no view is wanted any more', () => {
    const idle = after(wanted, requested, decoded, { type: 'unwanted' });
    expect(idle.phase).toBe('idle');
    expect(blankOf(idle, 1e6)).toBeUndefined();
  });

  test('does not start in a browser that cannot receive', () => {
    const state = after(wanted, { type: 'unsupported', missing: 'vp8' }, decoded, reached, tick(1e6));
    expect(state).toMatchObject({ phase: 'unsupported', missing: 'vp8', attempt: { count: 0 } });
  });
});

describe('a blocked path', () => {
  test('is replaced every two seconds while nothing answers', () => {
    const { checking } = mediaPatience;
    expect(after(wanted, requested, tick(checking + 1)).attempt.count).toBe(0);
    const again = after(wanted, requested, tick(checking + 2));
    expect(again).toMatchObject({ phase: 'opening', reachable: false, attempt: { count: 1, fresh: true } });
    const twice = after(wanted, requested, tick(2_002), { ...requested, at: 2_100 }, tick(4_100));
    expect(twice.attempt.count).toBe(2);
  });

  test('gets more time once it answers, for DTLS and a codec keyframe', () => {
    const { reached: patience } = mediaPatience;
    const painted = { type: 'painted' } as const;
    expect(after(wanted, requested, reached, painted, tick(patience)).attempt.count).toBe(0);
    expect(after(wanted, requested, reached, painted, tick(patience + 3)).attempt.count).toBe(1);
  });

  test('is not replaced while the room paints nothing', () => {
    expect(after(wanted, requested, reached, tick(mediaPatience.reached + 10)).attempt.count).toBe(0);
    expect(after(wanted, requested, reached, tick(mediaPatience.unpainted + 10)).attempt.count).toBe(1);
  });

  test('is replaced soon after ICE gave up', () => {
    const failed = after(wanted, requested, { type: 'iceFailed', at: 100 });
    expect(failed).toMatchObject({ phase: 'refused', iceFailed: true, retryAt: 350 });
    expect(reduceMedia(failed, tick(349)).attempt.count).toBe(0);
    expect(reduceMedia(failed, tick(350)).attempt).toEqual({ count: 1, fresh: true });
  });

  test('is reported as the cause after a while', () => {
    const checking = after(wanted, requested, tick(2_002), { ...requested, at: 2_100 });
    expect(blankOf(checking, blankPatience)).toMatchObject({ cause: 'coming', hadPicture: false });
    expect(blankOf(checking, blankPatience + 1)).toMatchObject({ cause: 'unreached' });
    const failed = after(wanted, requested, { type: 'iceFailed', at: 100 });
    expect(blankOf(failed, 1e5)).toMatchObject({ cause: 'iceFailed' });
    const connected = after(wanted, requested, reached);
    expect(blankOf(connected, 1e5)).toMatchObject({ cause: 'unpainted' });
    expect(blankOf(reduceMedia(connected, { type: 'painted', at: 9 }), 1e5)?.cause).toBe('noFrames');
  });
});

describe('a picture that stops', () => {
  const playing = [wanted, requested, reached, decoded] as const;

  test('counts as stalled after some seconds, sooner if ICE misses answers, too', () => {
    const { stalled, interrupted } = mediaPatience;
    expect(after(...playing, tick(stalled)).phase).toBe('flowing');
    expect(after(...playing, tick(stalled + 4))).toMatchObject({ phase: 'stalled', hadPicture: true });
    expect(after(...playing, { type: 'interrupted' }, tick(interrupted + 4)).phase).toBe('stalled');
  });

  test('is received over a new path at once, unless the room paints nothing', () => {
    const painted = { type: 'painted', at: 4_000 } as const;
    expect(after(...playing, painted, tick(6_000), tick(6_250)).attempt.count).toBe(1);
    expect(after(...playing, tick(6_000), tick(6_250)).attempt.count).toBe(0);
  });

  test('is remembered as shown before', () => {
    const lost = after(...playing, { type: 'interrupted' }, tick(5_000));
    expect(blankOf(lost, 20_000)).toEqual({ cause: 'unreached', hadPicture: true, message: undefined });
  });

  test('is received again at once when the server reports its path as gone', () => {
    const lost = after(...playing, { type: 'pathLost' });
    expect(lost).toMatchObject({ phase: 'opening', attempt: { count: 1, fresh: true }, blankSince: 5 });
    expect(after({ type: 'pathLost' }).attempt.count).toBe(0);
  });

  test('stays displayed while another view is on its way', () => {
    expect(after(...playing, wanted, requested).phase).toBe('flowing');
    expect(after(...playing, { ...wanted, at: 4_000 }, tick(8_000)).phase).toBe('flowing');
    expect(after(...playing, { ...wanted, at: 4_000 }, tick(9_000)).phase).toBe('stalled');
  });
});

describe('a refused path', () => {
  const refused = { type: 'refused', message: 'The media worker is being restarted.' } as const;

  test('is requested again within a second, first over the same path', () => {
    let state = after(wanted, refused);
    expect(state).toMatchObject({ phase: 'refused', attempt: { fresh: false } });
    let at = 2;
    for (let times = 0; times < 8; times++) {
      const { retryAt = Number.POSITIVE_INFINITY } = state;
      expect(retryAt - at).toBeLessThanOrEqual(mediaPatience.refused.longest);
      at = retryAt;
      state = reduceMedia(reduceMedia(state, tick(at)), { ...refused, at });
    }
    expect(state.attempt).toEqual({ count: 8, fresh: true });
    expect(blankOf(state, 1e5)).toMatchObject({ cause: 'refused', message: refused.message });
  });
});

test('a hidden page has no timeouts, and they start anew when it is visible', () => {
  const hidden = after(wanted, requested, reached, decoded, { type: 'hidden' }, tick(1e6));
  expect(hidden).toMatchObject({ phase: 'flowing', attempt: { count: 0 } });
  const seen = reduceMedia(reduceMedia(hidden, { type: 'visible', at: 1e6 }), tick(1e6 + 4_000));
  expect(seen.phase).toBe('flowing');
  const blocked = after(wanted, requested, { type: 'hidden' }, { type: 'visible', at: 1e6 });
  expect(blankOf(blocked, 1e6 + 100)?.cause).toBe('coming');
});

/** Any history: events in order, with gaps between them. */
const history = fc.array(
  fc.tuple(
    fc.nat(8_000),
    fc.oneof(
      fc.constantFrom<MediaEvent['type']>(
        ...(['wanted', 'unwanted', 'requested', 'reached', 'interrupted', 'iceFailed', 'decoded'] as const),
        ...(['painted', 'pathLost', 'hidden', 'visible', 'tick', 'refused'] as const),
      ),
    ),
  ),
  { maxLength: 60 },
);

function play(steps: [number, MediaEvent['type']][]): { state: MediaState; former: MediaState; at: number } {
  let at = 0;
  let state = initialMedia(0);
  let former = state;
  for (const [delay, type] of steps) {
    at += delay;
    former = state;
    state = reduceMedia(state, { type, at, message: 'no' } as MediaEvent);
  }
  return { state, former, at };
}

describe('with any history of events', () => {
  test('only a decoded frame leads to a picture', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const { state, former } = play(steps);
        if (state.phase !== 'flowing' || former.phase === 'flowing') return;
        expect(steps.at(-1)?.[1]).toBe('decoded');
      }),
    );
  });

  test('there is a picture, a time since when it is missing, or no wanted view', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const { state } = play(steps);
        if (state.phase === 'flowing' || state.phase === 'idle') expect(state.blankSince).toBeUndefined();
        else expect(state.blankSince).toBeDefined();
      }),
    );
  });

  test('a visible page without a picture keeps trying, at most four times a second', () => {
    fc.assert(
      fc.property(history, (steps) => {
        let { state, at } = play([...steps, [0, 'visible']]);
        if (state.phase === 'idle') return;
        const before = state.attempt.count;
        const begun = at;
        for (; at <= begun + 60_000; at += 250) state = reduceMedia(state, { type: 'tick', at });
        const attempts = state.attempt.count - before;
        expect(attempts).toBeGreaterThan(0);
        expect(attempts).toBeLessThanOrEqual(60 * 4);
      }),
    );
  });
});
