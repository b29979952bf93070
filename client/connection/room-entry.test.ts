import { ServerError } from '@colyseus/sdk';
import { describe, expect, test } from 'vitest';
import { closeCodes } from '../../shared/protocol/close-codes.ts';
import { JoinError } from './departure.ts';
import { joinErrorOf } from './room-entry.ts';

describe('the reason of a failed join', () => {
  test('is the code of the server, over HTTP or from the open socket', () => {
    const refused = new ServerError(409, 'full', { data: { code: closeCodes.roomFull } });
    expect(joinErrorOf(refused)).toMatchObject({ reason: 'full', answered: true });
    expect(joinErrorOf(new ServerError(closeCodes.kicked, 'out'))).toMatchObject({ reason: 'kicked' });
    expect(joinErrorOf(new ServerError(404, 'no such room'))).toMatchObject({ reason: 'room-gone' });
    expect(joinErrorOf(new ServerError(429, 'slower'))).toMatchObject({ reason: 'busy' });
    expect(joinErrorOf(new ServerError(502, 'bad gateway'))).toMatchObject({ reason: 'server-gone' });
  });

  test('is an unreachable server if the browser reports a failed connection', () => {
    // The SDK's error for a failed fetch.
    const failed = Object.assign(new ServerError(0, 'Failed to fetch'), { code: undefined });
    expect(joinErrorOf(failed)).toMatchObject({ reason: 'server-gone', answered: true });
    expect(joinErrorOf(new TypeError('Failed to fetch'))).toMatchObject({
      reason: 'server-gone',
      answered: true,
    });
  });

  test('is unknown if nothing came back in time', () => {
    // The code of a DOMException, not of the server.
    const timedOut = new ServerError(DOMException.TIMEOUT_ERR, 'signal timed out');
    expect(joinErrorOf(timedOut)).toMatchObject({ reason: 'server-gone', answered: false });
    const aborted = new DOMException('The operation was aborted.', 'AbortError');
    expect(joinErrorOf(aborted)).toMatchObject({ reason: 'server-gone', answered: false });
    const late = new JoinError('server-gone', 'no answer from the room', false);
    expect(joinErrorOf(late)).toBe(late);
  });
});
