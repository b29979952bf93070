import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareable, splitAddress } from './invite-tokens.ts';

describe('an address with an invite', () => {
  it.each([
    ['/play/a?token=x.y.z', '/play/a', 'x.y.z'],
    ['/play/a#token=x.y.z', '/play/a', 'x.y.z'],
    ['/watch/a?token=x&mode=wall', '/watch/a?mode=wall', 'x'],
    ['/watch/a?mode=wall#token=x', '/watch/a?mode=wall', 'x'],
    ['/host/a?token=query#token=fragment', '/host/a', 'fragment'],
    ['/play/a', '/play/a', undefined],
    ['/play/a#help', '/play/a#help', undefined],
  ])('%s is shown as %s', (given, address, token) => {
    expect(splitAddress(given)).toEqual({ address, token });
  });

  it('never shows its token, wherever it stood, and hands it on in the fragment', () => {
    const token = fc.stringMatching(/^[\w-]{12,40}\.[\w-]{12,40}$/);
    fc.assert(
      fc.property(token, fc.boolean(), fc.constantFrom('play', 'watch', 'host'), (secret, old, page) => {
        const given = `/${page}/room-1${old ? '?' : '#'}token=${secret}`;
        const split = splitAddress(given);
        expect(split.token).toBe(secret);
        expect(split.address).not.toContain(secret);
        const link = shareable(given);
        expect(link).toBe(`/${page}/room-1#token=${secret}`);
        expect(new URL(link, 'http://a').search).toBe('');
      }),
    );
  });
});
