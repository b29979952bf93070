import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withoutInvite } from './invites.ts';

const take = (path: string) => withoutInvite(new URL(path, 'https://a.example'));

describe('the invite in an address', () => {
  test.each([
    ['/play/x#token=t', '/play/x', 'player', 't'],
    ['/play/x?token=t', '/play/x', 'player', 't'],
    ['/host/x/?token=t', '/host/x/', 'host', 't'],
    ['/worldroom/watch/x?token=t&mode=wall', '/worldroom/watch/x?mode=wall', 'spectator', 't'],
    ['/watch/x#token=t&mode=wall', '/watch/x?mode=wall', 'spectator', 't'],
    ['/watch/x?mode=wall#token=t', '/watch/x?mode=wall', 'spectator', 't'],
    ['/play/x?token=old#token=new', '/play/x', 'player', 'new'],
    ['/play/x?%74oken=t', '/play/x', 'player', 't'],
    ['/play/x?token=', '/play/x', 'player', ''],
    // This is not a room's page: the token is removed and not stored.
    ['/?token=t', '/', 'player', undefined],
    ['/admin#token=t', '/admin', 'player', undefined],
  ])('of %s leaves %s', (path, clean, role, token) => {
    const taken = take(path);
    expect(taken).toMatchObject({ role });
    expect(taken?.token).toBe(token);
    expect(`${taken?.address.pathname}${taken?.address.search}${taken?.address.hash}`).toBe(clean);
  });

  test.each(['/play/x', '/', '/watch/x?mode=wall', '/play/x#other'])('%s has none', (path) => {
    expect(take(path)).toBeUndefined();
  });

  test('is removed from every place in the address', () => {
    const token = fc.stringMatching(/^eyJ[\w-]{8,20}\.[\w-]{8,20}$/);
    fc.assert(
      fc.property(
        token,
        fc.constantFrom('?', '#', '?a=b&', '#mode=wall&'),
        fc.boolean(),
        (secret, mark, twice) => {
          const taken = take(`/play/x${mark}token=${secret}${twice ? `&token=${secret}` : ''}`);
          return taken !== undefined && !taken.address.href.includes(secret);
        },
      ),
    );
  });
});
