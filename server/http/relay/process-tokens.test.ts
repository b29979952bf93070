import { afterEach, describe, expect, test, vi } from 'vitest';
import { ProcessTokens } from './process-tokens.ts';

const key = Uint8Array.from(Buffer.alloc(32, 7));
const tokens = new ProcessTokens(key);
const request = { method: 'GET', url: '/api/rooms/r1/world?token=x', address: '203.0.113.9' };

afterEach(() => void vi.useRealTimers());

describe('a token between processes', () => {
  test('says where the person is', async () => {
    expect(await tokens.verify(await tokens.sign(request), request)).toBe('203.0.113.9');
  });

  test.each([
    ['another path', { ...request, url: '/api/rooms/r2/world?token=x' }],
    ['another method', { ...request, method: 'DELETE' }],
  ])('is not valid for %s', async (_what, other) => {
    expect(await tokens.verify(await tokens.sign(request), other)).toBeUndefined();
  });

  test('is not valid with another key, when it was changed, or when there is none', async () => {
    const token = await tokens.sign(request);
    const others = new ProcessTokens(Uint8Array.from(Buffer.alloc(32, 8)));
    expect(await others.verify(token, request)).toBeUndefined();
    const [header, claims, signature] = token.split('.');
    const changed = { ...JSON.parse(Buffer.from(claims, 'base64url').toString()), address: '127.0.0.1' };
    const forged = [header, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.');
    expect(await tokens.verify(forged, request)).toBeUndefined();
    expect(await tokens.verify('', request)).toBeUndefined();
  });

  test('is valid for seconds', async () => {
    const token = await tokens.sign(request);
    vi.useFakeTimers({ now: Date.now() + 60_000, toFake: ['Date'] });
    expect(await tokens.verify(token, request)).toBeUndefined();
  });
});
