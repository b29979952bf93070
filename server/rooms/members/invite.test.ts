import fc from 'fast-check';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { InviteError, InviteSigner } from './invite.ts';

const secret = 'a secret of this test';
const signer = new InviteSigner({ secret, hours: 2 });

afterEach(() => {
  vi.useRealTimers();
});

describe('an invite', () => {
  test.each(['host', 'player', 'spectator'] as const)(
    'says that its holder may be a %s of its room',
    async (role) => {
      const token = await signer.sign({ room: 'r1', role, edition: 3 });
      expect(await signer.verify(token, 'r1')).toEqual({ room: 'r1', role, edition: 3 });
    },
  );

  test('is for one room', async () => {
    const token = await signer.sign({ room: 'r1', role: 'player', edition: 0 });
    await expect(signer.verify(token, 'r2')).rejects.toThrow(/link-of-another/);
  });

  test('ends after its hours', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const token = await signer.sign({ room: 'r1', role: 'player', edition: 0 });
    vi.setSystemTime(Date.now() + 119 * 60_000);
    await expect(signer.verify(token, 'r1')).resolves.toBeDefined();
    vi.setSystemTime(Date.now() + 2 * 60_000);
    await expect(signer.verify(token, 'r1')).rejects.toThrow(/link-expired/);
  });

  test('cannot be forged, changed, or left unsigned', async () => {
    const claims = { room: 'r1', role: 'player', edition: 0 };
    const forged = await new InviteSigner({ secret: undefined, hours: 2 }).sign({
      room: 'r1',
      role: 'player',
      edition: 0,
    });
    const token = await signer.sign({ room: 'r1', role: 'spectator', edition: 0 });
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

  test('is worth nothing with any character changed, and in any other room', async () => {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const invites = fc.record({
      room: fc.string({ minLength: 1, maxLength: 64 }),
      role: fc.constantFrom('host' as const, 'player' as const, 'spectator' as const),
      edition: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(
        invites,
        fc.string({ maxLength: 64 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.constantFrom(...letters),
        async (invite, other, where, letter) => {
          const token = await signer.sign(invite);
          expect(await signer.verify(token, invite.room)).toEqual(invite);
          if (other !== invite.room)
            await expect(signer.verify(token, other)).rejects.toThrow(/link-of-another/);
          // The last character of a part carries spare bits that mean nothing.
          const at = Math.floor(where * (token.length - 1));
          const next = token[at + 1];
          if (token[at] === letter || next === '.') return;
          const changed = token.slice(0, at) + letter + token.slice(at + 1);
          await expect(signer.verify(changed, invite.room)).rejects.toThrow(InviteError);
        },
      ),
    );
  });
});
