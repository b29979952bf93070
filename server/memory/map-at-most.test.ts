import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { mapAtMost } from './map-at-most.ts';

describe('items', () => {
  test('are mapped in order, so many at once', async () => {
    let running = 0;
    let most = 0;
    const results = await mapAtMost(3, [5, 1, 4, 2, 3], async (item, index) => {
      most = Math.max(most, ++running);
      await wait(item);
      running--;
      return `${index}: ${item}`;
    });
    expect(results).toEqual(['0: 5', '1: 1', '2: 4', '3: 2', '4: 3']);
    expect(most).toBe(3);
  });

  test('are left alone once one has failed, which is told when nothing runs any more', async () => {
    const begun: number[] = [];
    let running = 0;
    const work = async (item: number) => {
      begun.push(item);
      running++;
      await wait(item === 1 ? 1 : 20);
      running--;
      if (item === 1) throw new Error('broken');
    };
    await expect(mapAtMost(2, [0, 1, 2, 3], work)).rejects.toThrow('broken');
    expect(running).toBe(0);
    expect(begun).toEqual([0, 1]);
  });
});
