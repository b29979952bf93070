import { afterEach, expect, test, vi } from 'vitest';
import { LineNeeds } from './line-needs.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

test('a stream is layered while a viewer needs it, and for a while after', () => {
  const now = vi.spyOn(performance, 'now').mockReturnValue(0);
  const needs = new LineNeeds();
  expect(needs.kindAt(0)).toEqual({ small: false, layered: false });
  const [first, second] = [needs.thin(), needs.thin()];
  first();
  first();
  expect(needs.kindAt(100_000)).toEqual({ small: false, layered: true });
  now.mockReturnValue(100_000);
  second();
  expect(needs.kindAt(129_000).layered).toBe(true);
  expect(needs.kindAt(131_000).layered).toBe(false);
});

test('a player who loses packets comes first', () => {
  const needs = new LineNeeds();
  needs.thin();
  expect(needs.report({ lost: 0.3, roundTrip: 200 }, 0)).toBe(true);
  expect(needs.kindAt(0)).toEqual({ small: true, layered: false });
  expect(needs.report({ lost: 0.3, roundTrip: 200 }, 1_000)).toBe(false);
});
