import { afterEach, describe, expect, test, vi } from 'vitest';
import { AdminAccess } from './admin-access.ts';

const token = 'a token of this test';

afterEach(() => {
  vi.useRealTimers();
});

describe('AdminAccess', () => {
  test('gives a session of half an hour for the correct token', async () => {
    const access = new AdminAccess({ token });
    const { session, expires } = await access.open(token, 'a');
    expect(expires).toBeGreaterThan(Date.now() + 29 * 60_000);
    await access.check(`Bearer ${session}`);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31 * 60_000 });
    await expect(access.check(`Bearer ${session}`)).rejects.toMatchObject({ status: 401 });
  });

  test.each(['', `${token} `, token.slice(1), 'x'])('refuses the token "%s"', async (wrong) => {
    const access = new AdminAccess({ token });
    await expect(access.open(wrong, 'a')).rejects.toMatchObject({ status: 403 });
  });

  test.each([undefined, '', 'Bearer', 'Bearer x', `Bearer ${token}`, 'Basic YTpi'])(
    'takes %j for no session',
    async (header) => {
      const access = new AdminAccess({ token });
      await expect(access.check(header)).rejects.toMatchObject({ status: 401 });
    },
  );

  test('refuses a session of another process', async () => {
    const { session } = await new AdminAccess({ token }).open(token, 'a');
    await expect(new AdminAccess({ token }).check(`Bearer ${session}`)).rejects.toMatchObject({
      status: 401,
    });
  });

  test('limits attempts per address, correct ones included, and those of all addresses together', async () => {
    let now = 0;
    const access = new AdminAccess({ token, clock: () => now });
    const attempt = async (address: string, what = 'wrong') =>
      access.open(what, address).then(
        () => 200,
        (error: unknown) => (error as { status: number }).status,
      );
    for (let i = 0; i < 5; i++) expect(await attempt('a')).toBe(403);
    expect(await attempt('a', token)).toBe(429);
    expect(await attempt('b', token)).toBe(200);
    now += 10_000;
    expect(await attempt('a', token)).toBe(200);
    expect(await attempt('a', token)).toBe(429);
    const spread = await Promise.all(Array.from({ length: 40 }, (_, index) => attempt(`spread ${index}`)));
    expect(spread.filter((status) => status === 429).length).toBeGreaterThan(5);
  });
});
