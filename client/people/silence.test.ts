import { describe, expect, test } from 'vitest';
import { mostBlocked } from '../../shared/emote.ts';
import { Silence } from './silence.ts';

/** A tab's storage. */
function storage(initial: Record<string, string> = {}) {
  const items = new Map(Object.entries(initial));
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  };
}

describe('the list of muted and blocked members', () => {
  test('is kept for the room while the tab is open, until an entry is removed', () => {
    const store = storage();
    const first = new Silence('room', store);
    expect(first.shows('mal')).toBe(true);
    first.set('muted', 'mal', true);
    first.set('blocked', 'eve', true);
    const again = new Silence('room', store);
    expect([again.shows('mal'), again.shows('eve'), again.shows('ann')]).toEqual([false, false, true]);
    expect(again.blocked).toEqual(['eve']);
    expect(new Silence('another', store).shows('mal')).toBe(true);
    again.set('muted', 'mal', false);
    expect(new Silence('room', store).shows('mal')).toBe(true);
  });

  test('keeps the newest entries, at most as many as the room takes', () => {
    const silence = new Silence('room', storage());
    for (let i = 0; i <= mostBlocked; i++) silence.set('blocked', `somebody ${i}`, true);
    expect(silence.blocked).toHaveLength(mostBlocked);
    expect(silence.has('blocked', 'somebody 0')).toBe(false);
    expect(silence.has('blocked', `somebody ${mostBlocked}`)).toBe(true);
  });

  test.each(['not JSON', '[]', '{"muted":7}', 'null'])('is empty if the storage contains %s', (stored) => {
    expect(new Silence('room', storage({ 'worldroom.silence.room': stored })).shows('mal')).toBe(true);
  });

  test('works without storage', () => {
    const silence = new Silence('room', undefined);
    silence.set('muted', 'mal', true);
    expect(silence.shows('mal')).toBe(false);
  });
});
