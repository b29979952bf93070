import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Director, longestShot, minimumShot } from './director.ts';

const rate = 12;
const views = ['ann', 'ben', 'cem', 'dan'];

/** A subset of the views at a tick, each with its interest. */
const interests = fc.uniqueArray(fc.constantFrom(...views)).chain((present) =>
  fc
    .array(fc.double({ min: 0, max: 8, noNaN: true }), {
      minLength: present.length,
      maxLength: present.length,
    })
    .map((worth) => new Map(present.map((view, index) => [view, worth[index]]))),
);

describe('Director', () => {
  test('shows nothing if there is no view, else an existing view', () => {
    fc.assert(
      fc.property(fc.array(interests, { maxLength: 200 }), (ticks) => {
        const director = new Director(rate);
        for (const [tick, now] of ticks.entries()) {
          const shot = director.decide(tick, now);
          expect(shot).toBe(director.shot);
          if (now.size === 0) expect(shot).toBeUndefined();
          else expect(now.has(shot ?? '')).toBe(true);
        }
      }),
    );
  });

  test('never leaves an existing view before the minimum shot', () => {
    fc.assert(
      fc.property(fc.array(interests, { minLength: 2, maxLength: 300 }), (ticks) => {
        const director = new Director(rate);
        let since = 0;
        for (const [tick, now] of ticks.entries()) {
          const before = director.shot;
          const shot = director.decide(tick, now);
          if (shot === before) continue;
          if (before !== undefined && now.has(before)) {
            expect((tick - since) / rate).toBeGreaterThanOrEqual(minimumShot);
          }
          since = tick;
        }
      }),
    );
  });

  test('picks the only view with activity within a minimum shot', () => {
    fc.assert(
      fc.property(
        fc.array(interests, { maxLength: 100 }),
        fc.constantFrom(...views),
        fc.double({ min: 0.2, max: 8, noNaN: true }),
        (before, active, worth) => {
          const director = new Director(rate);
          for (const [tick, now] of before.entries()) director.decide(tick, now);
          const now = new Map(views.map((view) => [view, view === active ? worth : 0]));
          const end = before.length + minimumShot * rate;
          for (let tick = before.length; tick <= end; tick++) director.decide(tick, now);
          expect(director.shot).toBe(active);
        },
      ),
    );
  });

  test('stays on a view and does not flicker if views differ little', () => {
    const director = new Director(rate);
    const shots = new Set<string | undefined>();
    for (let tick = 0; tick < minimumShot * rate * 2; tick++) {
      const flip = tick % 2 === 0;
      shots.add(
        director.decide(
          tick,
          new Map([
            ['ann', flip ? 1.2 : 1],
            ['ben', flip ? 1 : 1.2],
          ]),
        ),
      );
    }
    expect(shots.size).toBe(1);
  });

  test('rotates between equal views, each for less than the longest shot', () => {
    const director = new Director(rate);
    let cuts = 0;
    for (let tick = 0; tick < 3 * longestShot * rate; tick++) {
      const before = director.shot;
      if (director.decide(tick, new Map(views.map((view) => [view, 1]))) !== before) cuts++;
    }
    expect(cuts).toBeGreaterThanOrEqual(3);
  });

  test('stays if there is no activity anywhere', () => {
    const director = new Director(rate);
    for (let tick = 0; tick < 5 * longestShot * rate; tick++) {
      expect(director.decide(tick, new Map(views.map((view) => [view, 0])))).toBe('ann');
    }
  });

  test('cuts at once when the view ends', () => {
    const director = new Director(rate);
    director.decide(0, new Map([['ann', 1]]));
    expect(director.decide(1, new Map([['ben', 0]]))).toBe('ben');
    expect(director.decide(2, new Map())).toBeUndefined();
  });
});
