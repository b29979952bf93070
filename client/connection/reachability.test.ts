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

  test('a refusal of the server is said by its code, and names the header', () => {
    const values = { header: 'Host', host: 'evil example' };
    const refusal = { error: 'No.', field: 'Host', code: 'host-unreadable', values };
    expect(pathFault(answered(403, refusal), undefined)).toMatch(/^Host is "evil example", which is no host/);
    const missing = { error: 'No.', field: 'Upgrade', code: 'upgrade-missing', values: {} };
    const upgrade = { outcome: 'refused', refusal: missing };
    expect(pathFault(answered(200, { upgrade }), 's')).toMatch(/^Upgrade is missing/);
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
