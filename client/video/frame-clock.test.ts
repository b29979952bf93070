import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FrameMark } from '../../shared/media.ts';
import { FrameClock } from './frame-clock.ts';

function markOf(rtpTimestamp: number, acknowledged = 0, view = 'ada'): FrameMark {
  return {
    view,
    rtpTimestamp,
    tick: rtpTimestamp,
    acknowledged,
    pose: { x: 0, y: 1.6, z: 0, yaw: 0, pitch: 0 },
    generation: 20,
    encoding: 1,
    times: { merged: 0, drawing: 1, drawn: 21, sent: 22 },
  };
}

describe('FrameClock', () => {
  it('ties a frame to its mark whichever comes first', () => {
    const clock = new FrameClock();
    expect(clock.mark(markOf(90))).toBeUndefined();
    expect(clock.frame('ada', 90, 5)).toEqual({ mark: markOf(90), displayedAt: 5 });
    expect(clock.frame('ada', 180, 10)).toBeUndefined();
    expect(clock.displayed?.mark.tick).toBe(90);
    expect(clock.mark(markOf(180))).toEqual({ mark: markOf(180), displayedAt: 10 });
    expect(clock.displayed?.mark.tick).toBe(180);
  });

  it('keeps the same timestamp of two views apart', () => {
    const clock = new FrameClock();
    clock.mark(markOf(90, 0, 'ada'));
    expect(clock.frame('bob', 90, 5)).toBeUndefined();
    expect(clock.frame('ada', 90, 6)?.mark.view).toBe('ada');
  });

  it('takes a timestamp as 32 bits, signed or not', () => {
    const clock = new FrameClock();
    clock.mark(markOf(0xfffffff0));
    expect(clock.frame('ada', 0xfffffff0 | 0, 1)?.mark.rtpTimestamp).toBe(0xfffffff0);
  });

  it('does not go back if an older frame is matched late', () => {
    const clock = new FrameClock();
    clock.frame('ada', 1, 10);
    clock.frame('ada', 2, 20);
    clock.mark(markOf(2));
    clock.mark(markOf(1));
    expect(clock.displayed?.mark.tick).toBe(2);
  });

  it('measures from the sample and from the device event to the display', () => {
    const clock = new FrameClock();
    clock.sent(1, 100, undefined);
    clock.sent(2, 150, 130);
    clock.mark(markOf(7, 1));
    clock.frame('ada', 7, 190);
    expect(clock.latency.quantile(0.5)).toBe(90);
    expect(clock.inputToPhoton.quantile(0.5)).toBeUndefined();
    clock.mark(markOf(8, 2));
    clock.frame('ada', 8, 240);
    expect(clock.latency.quantile(1)).toBe(90);
    expect(clock.inputToPhoton.quantile(0.5)).toBe(110);
  });

  it('counts the oldest change of the inputs that one tick merged', () => {
    const clock = new FrameClock();
    clock.sent(1, 100, 80);
    clock.sent(2, 150, 140);
    clock.mark(markOf(7, 2));
    clock.frame('ada', 7, 200);
    expect(clock.latency.quantile(0.5)).toBe(50);
    expect(clock.inputToPhoton.quantile(0.5)).toBe(120);
  });

  it('counts an input once, though several frames show it', () => {
    const clock = new FrameClock();
    clock.sent(1, 0, 0);
    for (const timestamp of [1, 2, 3]) {
      clock.mark(markOf(timestamp, 1));
      clock.frame('ada', timestamp, timestamp * 100);
    }
    expect(clock.latency.quantile(0)).toBe(100);
    expect(clock.latency.quantile(1)).toBe(100);
  });

  it('measures nothing for a view whose inputs this page did not send', () => {
    const clock = new FrameClock();
    clock.mark(markOf(1, 41));
    expect(clock.frame('ada', 1, 10)?.mark.acknowledged).toBe(41);
    expect(clock.latency.quantile(0.5)).toBeUndefined();
  });

  it('matches every frame to its own mark in any order of arrival', () => {
    const count = 20;
    const order = fc.shuffledSubarray(
      Array.from({ length: 2 * count }, (_, i) => i),
      { minLength: 2 * count, maxLength: 2 * count },
    );
    fc.assert(
      fc.property(order, (events) => {
        const clock = new FrameClock();
        const matched: number[] = [];
        for (const event of events) {
          const timestamp = event % count;
          const pair =
            event < count ? clock.mark(markOf(timestamp)) : clock.frame('ada', timestamp, timestamp);
          if (!pair) continue;
          expect(pair.mark.rtpTimestamp).toBe(pair.displayedAt);
          matched.push(timestamp);
        }
        expect(matched.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
      }),
    );
  });

  it('forgets everything on reset', () => {
    const clock = new FrameClock();
    clock.mark(markOf(1));
    clock.frame('ada', 2, 3);
    clock.reset();
    expect(clock.frame('ada', 1, 1)).toBeUndefined();
    expect(clock.mark(markOf(2))).toBeUndefined();
    expect(clock.displayed).toBeUndefined();
  });
});
