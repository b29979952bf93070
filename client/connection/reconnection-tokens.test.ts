import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { forgetSeat, keepSeat, seatOf } from './reconnection-tokens.ts';

/** A browser's storage. */
class TestStorage implements Storage {
  [key: string]: unknown;

  get length(): number {
    return Object.keys(this).length;
  }

  clear(): void {
    for (const key of Object.keys(this)) delete this[key];
  }

  getItem(key: string): string | null {
    const value = this[key];
    return typeof value === 'string' && Object.hasOwn(this, key) ? value : null;
  }

  key(index: number): string | null {
    return Object.keys(this)[index] ?? null;
  }

  removeItem(key: string): void {
    delete this[key];
  }

  setItem(key: string, value: string): void {
    this[key] = value;
  }
}

let shared: TestStorage;
let tab: TestStorage;

/** Makes this the storage of the running tab. */
function switchTo(storage: TestStorage): void {
  tab = storage;
  vi.stubGlobal('sessionStorage', storage);
}

beforeEach(() => {
  shared = new TestStorage();
  vi.stubGlobal('localStorage', shared);
  switchTo(new TestStorage());
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('the seat of a tab', () => {
  test('is stored per room and role until it is forgotten', () => {
    keepSeat('room', 'player', { sessionId: 'ann', token: 'room:1' });
    expect(seatOf('room', 'player')).toEqual({ sessionId: 'ann', token: 'room:1' });
    expect(seatOf('room', 'spectator')).toBeUndefined();
    expect(seatOf('other', 'player')).toBeUndefined();
    forgetSeat('room', 'player');
    expect(seatOf('room', 'player')).toBeUndefined();
    expect(shared.length).toBe(0);
  });

  test('is shared with a duplicated tab, with the newest token of either', () => {
    keepSeat('room', 'player', { sessionId: 'ann', token: 'room:1' });
    const first = tab;
    switchTo(Object.assign(new TestStorage(), { ...first }));
    expect(seatOf('room', 'player')?.token).toBe('room:1');
    keepSeat('room', 'player', { sessionId: 'ann', token: 'room:2' });
    switchTo(first);
    expect(seatOf('room', 'player')).toEqual({ sessionId: 'ann', token: 'room:2' });
  });

  test('is separate from the seats of other tabs', () => {
    keepSeat('room', 'player', { sessionId: 'ann', token: 'room:1' });
    switchTo(new TestStorage());
    expect(seatOf('room', 'player')).toBeUndefined();
    keepSeat('room', 'player', { sessionId: 'ben', token: 'room:9' });
    expect(seatOf('room', 'player')?.sessionId).toBe('ben');
  });

  test('is not read from storage with invalid contents', () => {
    for (const text of ['room:1', '{}', '{"sessionId":5,"token":"x"}', '[', 'null']) {
      tab.setItem('worldroom.reconnection.player.room', text);
      expect(seatOf('room', 'player')).toBeUndefined();
    }
  });

  test('is removed from storage some time after its tab was closed', () => {
    vi.useFakeTimers({ now: 0 });
    keepSeat('old', 'player', { sessionId: 'ann', token: 'old:1' });
    vi.setSystemTime(25 * 3600_000);
    keepSeat('new', 'player', { sessionId: 'ann', token: 'new:1' });
    expect(Object.keys(shared)).toEqual(['worldroom.seat.new.ann']);
  });

  test('is undefined if the browser blocks storage', () => {
    vi.stubGlobal('sessionStorage', undefined);
    expect(() => keepSeat('room', 'player', { sessionId: 'ann', token: 'room:1' })).not.toThrow();
    expect(seatOf('room', 'player')).toBeUndefined();
  });
});
