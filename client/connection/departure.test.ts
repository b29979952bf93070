import { describe, expect, it } from 'vitest';
import { closeCodes } from '../../shared/protocol/close-codes.ts';
import { departureOf } from './departure.ts';

describe('departureOf', () => {
  it('has a reason for every close code of this server', () => {
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

  it('distinguishes a locked room from an unknown one', () => {
    expect(departureOf(522, 'room "x" is locked')).toBe('full');
    expect(departureOf(522, 'room "x" not found')).toBe('room-gone');
  });

  it('maps refusals over HTTP to reasons', () => {
    expect(departureOf(400, 'name: must not be empty.')).toBe('invalid');
    expect(departureOf(404, '')).toBe('room-gone');
    expect(departureOf(409, '')).toBe('lost');
  });

  it('maps a missing code to an unreachable server, and an unknown code to a lost connection', () => {
    expect(departureOf(undefined, 'Failed to fetch')).toBe('server-gone');
    expect(departureOf(503, '')).toBe('server-gone');
    expect(departureOf(4003, '')).toBe('lost');
  });
});
