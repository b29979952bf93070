import { expect, test } from 'vitest';
import { markedBy, placeOnMap } from './marked-place.ts';

test('an answer about a thing marks where it was seen, others mark nothing', () => {
  const found = {
    ...{ id: 'orb-1', kind: 'orb' as const, colour: 'gold' as const, name: '', open: 0 },
    ...{ x: 3, z: -2, secondsAgo: 0, moved: false },
  };
  expect(markedBy({ answer: 'distance', found, metres: 4 })).toEqual({ x: 3, z: -2 });
  expect(markedBy({ answer: 'unknown' })).toBeUndefined();
  expect(markedBy({ answer: 'place', width: 2, length: 3 })).toBeUndefined();
});

test('a place beyond the map is pointed to from its edge', () => {
  expect(placeOnMap([120, 90], 200)).toEqual({ at: [120, 90] });
  const { at, beyond } = placeOnMap([500, 100], 200);
  expect(at[0]).toBeGreaterThan(150);
  expect(at[0]).toBeLessThan(200);
  expect(at[1]).toBe(100);
  expect(beyond).toBeCloseTo(Math.PI / 2);
});
