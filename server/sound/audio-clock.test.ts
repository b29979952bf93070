import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AudioClock } from './audio-clock.ts';

const start = 1_700_000_000_003.25;

describe('AudioClock', () => {
  test('returns each frame once, in order and never early, however late its timer is', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 90, noNaN: true }), { minLength: 1 }), (late) => {
        const clock = new AudioClock(start);
        const frames: number[] = [];
        let now = start;
        for (const milliseconds of late) {
          now += milliseconds;
          for (const frame of clock.due(now)) {
            expect(frame * 20).toBeLessThanOrEqual(now);
            frames.push(frame);
          }
          // No due frame is left.
          expect(clock.wait(now)).toBeGreaterThan(0);
          expect(clock.wait(now)).toBeLessThanOrEqual(20);
        }
        const first = Math.ceil(start / 20);
        expect(frames).toEqual(frames.map((_, index) => first + index));
        expect(frames.length).toBe(Math.max(0, Math.floor(now / 20) - first + 1));
      }),
    );
  });

  test('does not drift in an hour with a timer that is always late', () => {
    const clock = new AudioClock(start);
    let now = start;
    let frames = 0;
    while (now < start + 3_600_000) {
      now += clock.wait(now) + 1.7;
      frames += clock.due(now).length;
    }
    expect(Math.abs(frames - (now - start) / 20)).toBeLessThan(2);
  });

  test('skips frames after a long sleep and keeps the numbers of the others', () => {
    const clock = new AudioClock(start);
    clock.due(start + 40);
    const frames = clock.due(start + 3_000);
    expect(frames).toEqual([Math.floor((start + 3_000) / 20)]);
    expect(clock.due(start + 3_020)).toEqual([frames[0] + 1]);
  });

  test('continues with the same numbers when it is recreated', () => {
    const before = new AudioClock(start).due(start + 60);
    const after = new AudioClock(start + 60.5).due(start + 80.5);
    expect(after[0]).toBe(before[before.length - 1] + 1);
  });
});
