import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RateLimit } from './rate-limit.ts';
import { MessageLimits } from './rooms/members/message-limits.ts';

test('a rate limit admits a burst and then its rate, whatever the pattern', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(
      gaps,
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 50 }),
      (given, perSecond, burst) => {
        let now = 0;
        const limit = new RateLimit({ perSecond, burst, clock: () => now });
        let taken = 0;
        for (const gap of given) {
          now += gap;
          if (limit.take()) taken++;
        }
        expect(taken).toBeLessThanOrEqual(burst + (now * perSecond) / 1000 + 1e-6);
        expect(taken).toBeGreaterThanOrEqual(Math.min(given.length, burst));
      },
    ),
  );
});

test('a client that keeps to the rate is never refused', () => {
  let now = 0;
  const limits = new MessageLimits(20, () => now);
  for (let tick = 0; tick < 2000; tick++) {
    expect(limits.admit('input')).toBe('take');
    now += 50;
  }
  expect(limits.refused).toBe(0);
});

test('a client that floods is warned a few times and then closed', () => {
  const limits = new MessageLimits(20, () => 0);
  const verdicts = Array.from({ length: 500 }, () => limits.admit('input'));
  const count = (verdict: string) => verdicts.filter((found) => found === verdict).length;
  expect(count('take')).toBe(80);
  expect(count('refuse')).toBeGreaterThan(0);
  expect(count('refuse')).toBeLessThan(10);
  expect(verdicts.indexOf('close')).toBeLessThan(120);
  expect(verdicts.at(-1)).toBe('close');
});

test('occasional offences are forgiven', () => {
  let now = 0;
  const limits = new MessageLimits(20, () => now);
  for (let slip = 0; slip < 300; slip++) {
    expect(limits.offend()).not.toBe('close');
    now += 1000;
  }
});
