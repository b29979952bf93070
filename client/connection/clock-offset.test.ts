import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClockOffset } from './clock-offset.ts';

const way = fc.double({ min: 0, max: 300, noNaN: true });
const truth = fc.double({ min: -1e9, max: 1e9, noNaN: true });

describe('ClockOffset', () => {
  it('is undefined before the first answer', () => {
    expect(new ClockOffset().offset).toBeUndefined();
    expect(new ClockOffset().toPage(5)).toBeUndefined();
  });

  it('is exact if both directions take equally long', () => {
    fc.assert(
      fc.property(truth, way, (offset, there) => {
        const clock = new ClockOffset();
        clock.answered(1000, 1000 + 2 * there, 1000 + there + offset);
        expect(clock.offset).toBeCloseTo(offset, 5);
        expect(clock.toPage(offset + 7)).toBeCloseTo(7, 5);
      }),
    );
  });

  it('is never wrong by more than half of the fastest recent round trip', () => {
    const pings = fc.array(fc.tuple(way, way), { minLength: 1, maxLength: 32 });
    fc.assert(
      fc.property(truth, pings, (offset, ways) => {
        const clock = new ClockOffset();
        let fastest = Number.POSITIVE_INFINITY;
        for (const [index, [there, back]] of ways.entries()) {
          const sentAt = index * 1000;
          clock.answered(sentAt, sentAt + there + back, sentAt + there + offset);
          fastest = Math.min(fastest, there + back);
        }
        expect(Math.abs((clock.offset ?? Number.NaN) - offset)).toBeLessThanOrEqual(fastest / 2 + 1e-5);
      }),
    );
  });

  it('drops old answers, so that it follows a clock that was set', () => {
    const clock = new ClockOffset();
    clock.answered(0, 1, 500);
    for (let i = 1; i <= 32; i++) clock.answered(i * 1000, i * 1000 + 40, i * 1000 + 20 + 9000);
    expect(clock.offset).toBeCloseTo(9000, 6);
  });

  it('ignores an answer that arrived before its ping was sent', () => {
    const clock = new ClockOffset();
    clock.answered(10, 5, 100);
    expect(clock.offset).toBeUndefined();
  });
});
