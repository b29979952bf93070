import { describe, expect, test } from 'vitest';
import { sentenceOf } from './reachability.ts';

const answered = (status: number, body: unknown) => ({ ok: status < 400, status, body });

describe('diagnosis of the path to the server', () => {
  test.each([400, 401, 403, 404, 405, 426, 502, 503, 504])(
    'a proxy that answers %i itself is said to',
    (status) => {
      // HTML, and what is JSON but not this server's.
      for (const body of [undefined, { message: 'no upstream' }, 'Bad Gateway', null, []]) {
        expect(sentenceOf(answered(status, body), 's')).toContain(String(status));
      }
    },
  );

  test('a page of a proxy in the place of an answer, as for signing in, is one', () => {
    expect(sentenceOf(answered(200, undefined), undefined)).toContain('200');
  });

  test('a refusal of the server is said by its code, and names the header', () => {
    const values = { header: 'Host', host: 'evil example' };
    const refusal = { error: 'No.', field: 'Host', code: 'host-unreadable', values };
    expect(sentenceOf(answered(403, refusal), undefined)).toMatch(
      /^Host is "evil example", which is no host/,
    );
    const missing = { error: 'No.', field: 'Upgrade', code: 'upgrade-missing', values: {} };
    const upgrade = { outcome: 'refused', refusal: missing };
    expect(sentenceOf(answered(200, { upgrade }), 's')).toMatch(/^Upgrade is missing/);
  });

  test('a WebSocket that never arrived, or was cut off, is reported', () => {
    expect(sentenceOf(answered(200, {}), 's')).toContain('Upgrade');
    expect(sentenceOf(answered(200, { upgrade: { outcome: 'accepted' } }), 's')).toContain('cut off');
  });

  test('there is no diagnosis when the server answers itself, or the path works', () => {
    expect(sentenceOf(answered(500, { error: 'The server could not do this.' }), 's')).toBeUndefined();
    expect(sentenceOf(answered(200, {}), undefined)).toBeUndefined();
  });
});
