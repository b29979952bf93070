import { describe, expect, test } from 'vitest';
import { AddressCounts } from './address-counts.ts';
import { AddressLimits, addressRates } from './address-limits.ts';
import { RoomMakers, roomsOfAddress } from './room-makers.ts';

function limitsAt(options: { scale?: number; rooms?: number } = {}) {
  let now = 0;
  const limits = new AddressLimits({ scale: 1, ...options, clock: () => now });
  return {
    limits,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

describe('rates', () => {
  test('hold one address, say how long to wait, and leave others alone', () => {
    const { limits, pass } = limitsAt();
    const { burst, perSecond } = addressRates.joins;
    for (let i = 0; i < burst; i++) expect(limits.take('joins', '192.0.2.1')).toBe(0);
    const wait = limits.take('joins', '192.0.2.1');
    expect(wait).toBeCloseTo(1000 / perSecond);
    expect(limits.take('joins', '192.0.2.2')).toBe(0);
    expect(limits.take('pictures', '192.0.2.1')).toBe(0);
    pass(wait);
    expect(limits.take('joins', '192.0.2.1')).toBe(0);
  });

  test('count a /64 as one address', () => {
    const { limits } = limitsAt({ rooms: 2 });
    expect(limits.take('rooms', '2001:db8::1')).toBe(0);
    expect(limits.take('rooms', '2001:db8::2')).toBe(0);
    expect(limits.take('rooms', '2001:db8::3')).toBeGreaterThan(0);
    expect(limits.take('rooms', '2001:db8:0:1::3')).toBe(0);
  });

  test('remember a bounded number of addresses, and forget the one that asked least recently', () => {
    const { limits } = limitsAt({ rooms: 1 });
    limits.take('rooms', '10.9.9.9');
    for (let i = 0; i < 20_000; i++) {
      limits.take('rooms', `10.1.${Math.floor(i / 250)}.${i % 250}`);
      if (i % 1000 === 0) expect(limits.take('rooms', '10.9.9.9')).toBeGreaterThan(0);
    }
    expect(limits.size).toBeLessThanOrEqual(10_000);
  });

  test('are scaled, and lifted by 0', () => {
    const none = limitsAt({ scale: 0 }).limits;
    for (let i = 0; i < 2_000; i++) expect(none.take('joins', '192.0.2.1')).toBe(0);
    const double = limitsAt({ scale: 2 }).limits;
    for (let i = 0; i < 2 * addressRates.joins.burst; i++) expect(double.take('joins', 'x')).toBe(0);
    expect(double.take('joins', 'x')).toBeGreaterThan(0);
  });
});

test('what an address holds is counted, returned once, and forgotten', () => {
  const counts = new AddressCounts(2);
  const [first, second] = [counts.take('192.0.2.1'), counts.take('::ffff:192.0.2.1')];
  expect(counts.take('192.0.2.1')).toBeUndefined();
  expect(counts.take('192.0.2.2')).toBeDefined();
  first?.();
  first?.();
  expect(counts.heldBy('192.0.2.1')).toBe(1);
  second?.();
  expect(counts.size).toBe(1);
  const unlimited = new AddressCounts(0);
  for (let i = 0; i < 1_000; i++) expect(unlimited.take('192.0.2.1')).toBeDefined();
});

describe('rooms of an address', () => {
  test('are counted while they are created and open', () => {
    const makers = new RoomMakers(2);
    const first = makers.begin('192.0.2.1', []);
    makers.begin('192.0.2.1', [])?.made('b');
    expect(makers.begin('192.0.2.1', ['b'])).toBeUndefined();
    expect(makers.begin('192.0.2.2', ['b'])).toBeDefined();
    first?.failed();
    makers.begin('192.0.2.1', ['b'])?.made('c');
    expect(makers.begin('192.0.2.1', ['b', 'c'])).toBeUndefined();
    // One of them has ended.
    expect(makers.begin('192.0.2.1', ['c'])).toBeDefined();
  });

  test.each([
    [16, undefined, 10],
    [100, undefined, 50],
    [2, undefined, 10],
    [16, 3, 3],
    [16, 0, 0],
  ])('of %i rooms, with option %s: %i', (maximumRooms, roomsPerAddress, most) => {
    expect(roomsOfAddress({ maximumRooms, roomsPerAddress })).toBe(most);
  });
});
