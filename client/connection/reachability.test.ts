import { describe, expect, test } from 'vitest';
import { pathFault } from './reachability.ts';

const answered = (status: number, body: unknown) => ({ ok: status < 400, status, body });

describe('diagnosis of the path to the server', () => {
  test.each([400, 401, 403, 404, 405, 426, 502, 503, 504])(
    'blames a proxy that answers %i itself',
    (status) => {
      // HTML, and JSON that is not from this server.
      for (const body of [undefined, { message: 'no upstream' }, 'Bad Gateway', null, []]) {
        expect(pathFault(answered(status, body), 's')).toContain(String(status));
      }
    },
  );

  test('blames a proxy that answers with its own page, such as a login page', () => {
    expect(pathFault(answered(200, undefined), undefined)).toContain('200');
  });

  test('passes on a refusal of the server unchanged, with the header it names', () => {
    const error = 'Host is "evil.example", and this server does not go by that name.';
    expect(pathFault(answered(403, { error, field: 'Host' }), undefined)).toBe(error);
    const upgrade = { outcome: 'refused', refusal: { field: 'Upgrade', error: 'Upgrade is missing' } };
    expect(pathFault(answered(200, { upgrade }), 's')).toBe('Upgrade is missing');
  });

  test('reports a WebSocket that never arrived or was cut off', () => {
    expect(pathFault(answered(200, {}), 's')).toContain('Upgrade');
    expect(pathFault(answered(200, { upgrade: { outcome: 'accepted' } }), 's')).toContain('cut off');
  });

  test('finds no fault if the server answers itself or the path works', () => {
    expect(pathFault(answered(500, { error: 'The server could not do this.' }), 's')).toBeUndefined();
    expect(pathFault(answered(200, {}), undefined)).toBeUndefined();
  });
});
