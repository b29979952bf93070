import { describe, expect, it } from 'vitest';
import { closeCodes } from '../../shared/protocol/close-codes.ts';
import { departureOf } from './departure.ts';

describe('departureOf', () => {
  it('has a reason for every code of ours', () => {
    expect(Object.values(closeCodes).map((code) => departureOf(code, ''))).toEqual([
      'full',
      'denied',
      'invalid',
      'room-gone',
      'too-frequent',
      'locked',
      'kicked',
      'elsewhere',
    ]);
  });

  it('tells a locked room from an unknown one', () => {
    expect(departureOf(522, 'room "x" is locked')).toBe('full');
    expect(departureOf(522, 'room "x" not found')).toBe('room-gone');
  });

  it('understands refusals over HTTP', () => {
    expect(departureOf(400, 'name: must not be empty.')).toBe('invalid');
    expect(departureOf(404, '')).toBe('room-gone');
    expect(departureOf(409, '')).toBe('lost');
  });

  it('takes a missing code for a server that cannot be reached, and any other for a lost connection', () => {
    expect(departureOf(undefined, 'Failed to fetch')).toBe('server-gone');
    expect(departureOf(503, '')).toBe('server-gone');
    expect(departureOf(4003, '')).toBe('lost');
  });
});
