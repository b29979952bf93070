import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testManifest } from '../world/world.fixture.ts';
import { bestFor, ladderOf, ownSizeOf, rungsAt } from './ladder.ts';

const view = { ...testManifest.view, width: 256, height: 144 };
const large = { width: 512, height: 288 };
const middle = { width: 384, height: 216 };
const memory = { ...testManifest.memory, slots: 8 };

test('rungs are the sizes of the pack, its own size, and then fewer keyframes', () => {
  const rungs = ladderOf({ view: { ...view, sizes: [large, middle] }, memory });
  const own = { width: 256, height: 144 };
  expect(rungs).toEqual([
    { size: large, keyframes: 7 },
    { size: middle, keyframes: 7 },
    { size: own, keyframes: 7 },
    { size: own, keyframes: 6 },
    { size: own, keyframes: 4 },
  ]);
  expect(ownSizeOf(rungs)).toBe(2);
});

test('a view is drawn no larger than fills nearly all pixels with which it is shown', () => {
  const rungs = ladderOf({ view: { ...view, sizes: [large, middle] }, memory });
  const bestAt = (width: number) => bestFor(rungs, { width, height: Math.round((width * 9) / 16) });
  expect([2560, 512, 430, 420, 384, 290, 280, 100].map(bestAt)).toEqual([0, 0, 0, 1, 1, 1, 2, 2]);
  expect(bestFor(rungs, undefined)).toBe(0);
  expect(bestFor(ladderOf({ view, memory }), { width: 100, height: 50 })).toBe(0);
});

test('a pack without larger sizes has one rung', () => {
  expect(ladderOf({ view, memory })).toHaveLength(1);
  expect(ladderOf({ view: { ...view, sizes: [] }, memory })).toHaveLength(1);
});

test('a pack with one slot for memory has no fewer keyframes to offer', () => {
  expect(ladderOf({ view: { ...view, sizes: [large] }, memory: { ...memory, slots: 2 } })).toHaveLength(2);
});

test('views are never more than one rung apart, and each position takes one view one rung down', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 64 }), (position, views) => {
      const rungs = rungsAt(position, views);
      expect(Math.max(...rungs) - Math.min(...rungs)).toBeLessThanOrEqual(1);
      expect(rungs.reduce((sum, rung) => sum + rung, 0)).toBe(position);
      // Who comes first goes down first.
      expect(rungs).toEqual([...rungs].sort((a, b) => b - a));
    }),
  );
  expect(rungsAt(0, 0)).toEqual([]);
});
