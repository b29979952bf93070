import { describe, expect, test } from 'vitest';
import { freest } from './placement.ts';

const rooms = (processId: string, ...players: number[]) =>
  players.map((count) => ({ processId, players: count }));

describe('a new room', () => {
  test('goes where the most measured views are free', () => {
    const candidates = [
      { id: 'small', capacity: 6 },
      { id: 'large', capacity: 20 },
    ];
    expect(freest(candidates, rooms('large', 8, 7))).toEqual(['small', 'large']);
    expect(freest(candidates, rooms('large', 8))).toEqual(['large', 'small']);
  });

  test('goes to an idle process before a busy one of the same machine', () => {
    const candidates = [
      { id: 'busy', capacity: 12 },
      { id: 'idle', capacity: undefined },
    ];
    expect(freest(candidates, rooms('busy', 2))).toEqual(['idle', 'busy']);
    expect(freest(candidates, [...rooms('busy', 2), ...rooms('idle', 3)])).toEqual(['busy', 'idle']);
  });

  test('counts a room whose players are still on the way', () => {
    const candidates = [
      { id: 'a', capacity: 4 },
      { id: 'b', capacity: 4 },
    ];
    expect(freest(candidates, rooms('a', 0))).toEqual(['b', 'a']);
  });

  test('goes to the process with fewer rooms where nothing else differs', () => {
    const candidates = ['a', 'b', 'c'].map((id) => ({ id, capacity: undefined }));
    const placed: { processId: string; players: number }[] = [];
    for (let room = 0; room < 30; room++)
      placed.push({ processId: freest(candidates, placed)[0], players: 0 });
    for (const { id } of candidates)
      expect(placed.filter(({ processId }) => processId === id)).toHaveLength(10);
    expect(freest([candidates[0], candidates[1]], [...rooms('a', 1, 1), ...rooms('b', 2)])).toEqual([
      'b',
      'a',
    ]);
  });

  test('has no place without a process', () => {
    expect(freest([], [])).toEqual([]);
  });
});
