import { describe, expect, test } from 'vitest';
import { networksOf, TrustedProxies } from './trusted-proxies.ts';

describe('trusted proxies', () => {
  test.each([
    ['loopback', '127.0.0.1', true],
    ['loopback', '::1', true],
    ['loopback', '::ffff:127.0.0.1', true],
    ['loopback', '10.0.0.1', false],
    ['linklocal', 'fe80::1', true],
    ['uniquelocal', '192.168.7.7', true],
    ['uniquelocal', '172.32.0.1', false],
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['203.0.113.5', '203.0.113.5', true],
    ['203.0.113.5', '203.0.113.6', false],
    ['2001:db8::/32', '2001:db8:1::1', true],
    ['2001:db8::/32', '10.0.0.1', false],
  ])('%s: %s is %s', (entry, address, trusted) => {
    expect(new TrustedProxies([entry]).trusts(address)).toBe(trusted);
    expect(new TrustedProxies([]).trusts(address)).toBe(false);
  });

  test.each([
    '',
    'proxy.example',
    '10',
    '10.0.0.0/33',
    '10.0.0/8',
    'true',
    'Loopback',
    '1.2.3.4/-1',
    'toString',
  ])('%j is an invalid entry', (entry) => {
    expect(networksOf(entry)).toBeUndefined();
  });

  test('the client’s address is the last one that is no trusted proxy', () => {
    const headers = { 'x-forwarded-for': 'forged, 198.51.100.7, 10.0.0.2' };
    const address = (entries: string[], remoteAddress: string) =>
      new TrustedProxies(entries).clientAddress({ headers, socket: { remoteAddress } });
    expect(address([], '10.0.0.1')).toBe('10.0.0.1');
    expect(address(['10.0.0.0/8'], '10.0.0.1')).toBe('198.51.100.7');
    expect(address(['10.0.0.1'], '10.0.0.1')).toBe('10.0.0.2');
    expect(address(['10.0.0.0/8'], '192.0.2.1')).toBe('192.0.2.1');
  });
});
