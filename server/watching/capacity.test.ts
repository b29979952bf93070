import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { Capacity, capacityRule } from './capacity.ts';

let now = 0;
let capacity: Capacity;
beforeEach(() => {
  now = 1_000_000;
  capacity = new Capacity('spare', () => now);
});

/** Reports 10 beats a second for some seconds, of which this share meets its deadline. */
function play(seconds: number, share: number, taken = 0.4, more = 0.3, room = 'a'): void {
  for (let beat = 0; beat < seconds * 10; beat++) {
    now += 100;
    const met = Math.floor((beat + 1) * share) - Math.floor(beat * share);
    capacity.observe(room, { due: 1, met, taken, more });
  }
}

describe('Capacity', () => {
  test('is granted if nobody plays', () => {
    expect(capacity.mayBegin('a')).toBe(true);
    expect(capacity.mayGoOn()).toBe(true);
  });

  test('is granted if deadlines are met and one more view fits into a tick', () => {
    play(5, 1);
    expect(capacity.mayBegin('a')).toBe(true);
  });

  test('is refused before enough ticks were due', () => {
    play(0.3, 1);
    expect(capacity.mayBegin('a')).toBe(false);
  });

  test('is refused if one more view would not fit', () => {
    play(5, 1, 0.6, 0.3);
    expect(capacity.mayBegin('a')).toBe(false);
    expect(capacity.mayGoOn()).toBe(true);
  });

  test('is refused for every room if one of them misses deadlines', () => {
    play(5, 0.5, 0.9, 0.5, 'b');
    expect(capacity.mayBegin('a')).toBe(false);
  });

  test('is withdrawn when the load rises, and refused for a while', () => {
    play(5, 1);
    expect(capacity.mayGoOn()).toBe(true);
    play(3, 0.5);
    expect(capacity.mayGoOn()).toBe(false);
    play(6, 1);
    expect(capacity.mayGoOn()).toBe(true);
    expect(capacity.mayBegin('a')).toBe(false);
    play(capacityRule.pause / 1000, 1);
    expect(capacity.mayBegin('a')).toBe(true);
  });

  test('follows the operator’s setting of always or off', () => {
    const always = new Capacity('always', () => now);
    const never = new Capacity('off', () => now);
    for (let beat = 0; beat < 50; beat++) {
      now += 100;
      always.observe('a', { due: 1, met: 0, taken: 3, more: 1 });
      never.observe('a', { due: 1, met: 1, taken: 0.1, more: 0.1 });
    }
    expect([always.mayBegin('a'), always.mayGoOn()]).toEqual([true, true]);
    expect(never.mayBegin('a')).toBe(false);
  });

  test('is never granted below the grant share nor kept below the keep share', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 10, maxLength: 120 }), (kept) => {
        const fresh = new Capacity('spare', () => now);
        const begin = now;
        const beats: { at: number; met: boolean }[] = [];
        for (const met of kept) {
          now += 100;
          beats.push({ at: now, met });
          fresh.observe('a', { due: 1, met: met ? 1 : 0, taken: 0.1, more: 0.1 });
          const share = (window: number) => {
            const recent = beats.filter(({ at }) => at > now - window);
            return recent.filter((beat) => beat.met).length / recent.length;
          };
          if (fresh.mayBegin('a')) {
            expect(share(capacityRule.grantWindow)).toBeGreaterThanOrEqual(capacityRule.grantShare);
          }
          if (beats.length >= 4) {
            expect(fresh.mayGoOn()).toBe(share(capacityRule.keepWindow) >= capacityRule.keepShare);
          }
        }
        now = begin;
      }),
    );
  });
});
