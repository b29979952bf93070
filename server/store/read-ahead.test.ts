import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAhead } from './read-ahead.ts';

test('results come in the order of the items, and at most eight are loaded at one time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(3), { maxLength: 40 }), async (delays) => {
      let [loading, most] = [0, 0];
      const load = async (delay: number) => {
        most = Math.max(most, ++loading);
        await pause(delay);
        loading--;
        return delay;
      };
      const found: number[] = [];
      for await (const one of readAhead(delays, load)) found.push(one);
      expect(found).toEqual(delays);
      expect(most).toBe(Math.min(8, delays.length));
    }),
    { numRuns: 20 },
  );
});

test('a failure comes at the place of its item, and none is left without somebody who hears it', async () => {
  const load = async (item: number) => {
    if (item >= 2) throw new Error(`no ${item}`);
    return item;
  };
  const found: number[] = [];
  const reading = async () => {
    for await (const one of readAhead([0, 1, 2, 3, 4], load)) found.push(one);
  };
  await expect(reading()).rejects.toThrow('no 2');
  expect(found).toEqual([0, 1]);
});
