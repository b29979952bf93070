import { describe, expect, it } from 'vitest';
import type { Keyframe } from '../../../server/contracts/keyframe.ts';
import { Random } from '../../reference/random.ts';
import { recallBy } from './recall-rule.ts';

const kept = Array.from({ length: 40 }, (_, id) => ({ id }) as unknown as Keyframe);
const own = [7, -3, 5, 9, 11, 12].map((id) => ({ id }) as unknown as Keyframe);
const ids = (keyframes: readonly Keyframe[]) => keyframes.map(({ id }) => Number(id));

describe('recall rules', () => {
  it('omit sky plates, or all but the best four', () => {
    const from = { own, kept, count: 7, random: new Random(1) };
    expect(ids(recallBy('coverage', from))).toEqual([7, -3, 5, 9, 11, 12]);
    expect(ids(recallBy('skyless', from))).toEqual([7, 5, 9, 11, 12]);
    expect(ids(recallBy('four', from))).toEqual([7, -3, 5, 9]);
  });

  it('take nothing, the newest, or random frames', () => {
    const random = new Random(1);
    expect(recallBy('none', { own, kept, count: 4, random })).toEqual([]);
    expect(ids(recallBy('newest', { own, kept, count: 4, random }))).toEqual([39, 38, 37, 36]);
    expect(ids(recallBy('recency', { own, kept: kept.slice(0, 3), count: 4, random })).sort()).toEqual([
      0, 1, 2,
    ]);
  });

  it('favour recent frames and still choose old ones', () => {
    const random = new Random(2);
    const drawn = Array.from({ length: 200 }, () =>
      ids(recallBy('recency', { own, kept, count: 4, random })),
    ).flat();
    expect(drawn.filter((id) => id >= 36).length).toBeGreaterThan(drawn.length / 3);
    expect(drawn.filter((id) => id < 20).length).toBeGreaterThan(20);
    expect(new Set(ids(recallBy('recency', { own, kept, count: 4, random }))).size).toBe(4);
  });
});
