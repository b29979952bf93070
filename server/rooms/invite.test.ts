import { SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { InviteError, InviteSigner } from './invite.ts';

const secret = 'a secret of this test';
const signer = new InviteSigner({ secret, hours: 2 });

afterEach(() => {
  vi.useRealTimers();
});

describe('an invite', () => {
  test.each(['player', 'spectator'] as const)(
    'says that its holder may be a %s of its room',
    async (role) => {
      const token = await signer.sign({ room: 'r1', role });
      expect(await signer.verify(token, 'r1')).toEqual({ room: 'r1', role });
    },
  );

  test('is for one room', async () => {
    const token = await signer.sign({ room: 'r1', role: 'player' });
    await expect(signer.verify(token, 'r2')).rejects.toThrow(/another room/);
  });

  test('ends after its hours', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const token = await signer.sign({ room: 'r1', role: 'player' });
    vi.setSystemTime(Date.now() + 119 * 60_000);
    await expect(signer.verify(token, 'r1')).resolves.toBeDefined();
    vi.setSystemTime(Date.now() + 2 * 60_000);
    await expect(signer.verify(token, 'r1')).rejects.toThrow(/expired/);
  });

  test('cannot be forged, changed, or left unsigned', async () => {
    const claims = { room: 'r1', role: 'player' };
    const forged = await new InviteSigner({ secret: undefined, hours: 2 }).sign({
      room: 'r1',
      role: 'player',
    });
    const token = await signer.sign({ room: 'r1', role: 'spectator' });
    const [head, body, signature] = token.split('.');
    const changed = `${head}.${Buffer.from(JSON.stringify({ ...claims, aud: 'worldroom-invite', exp: 9e9 })).toString('base64url')}.${signature}`;
    const unsigned = new UnsecuredJWT(claims)
      .setAudience('worldroom-invite')
      .setExpirationTime('1h')
      .encode();
    const key = new TextEncoder().encode(secret);
    const endless = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256' })
      .setAudience('worldroom-invite')
      .sign(key);
    const elsewhere = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256' })
      .setAudience('x')
      .setExpirationTime('1h')
      .sign(key);
    for (const bad of [forged, changed, unsigned, endless, elsewhere, body, '', '..', 'x'.repeat(1024)]) {
      await expect(signer.verify(bad, 'r1')).rejects.toThrow(InviteError);
    }
  });
});
