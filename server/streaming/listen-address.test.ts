import { describe, expect, test } from 'vitest';
import { listenAddresses } from './listen-address.ts';

const loopback = { netmask: '255.0.0.0', mac: '', internal: true, cidr: null };
const interfaces = {
  lo: [
    { ...loopback, family: 'IPv4' as const, address: '127.0.0.1' },
    { ...loopback, family: 'IPv6' as const, address: '::1', scopeid: 0 },
  ],
  eth0: [
    { ...loopback, family: 'IPv4' as const, address: '192.0.2.7', internal: false },
    { ...loopback, family: 'IPv6' as const, address: 'fe80::1', internal: false, scopeid: 2 },
  ],
};

describe('listenAddresses', () => {
  test('is the address itself, as long as pages can connect to it', () => {
    expect(listenAddresses('127.0.0.1', undefined, interfaces)).toEqual([{ ip: '127.0.0.1' }]);
  });

  test('is every usable address of the host for the unspecified ones', () => {
    expect(listenAddresses('0.0.0.0', undefined, interfaces)).toEqual([
      { ip: '127.0.0.1' },
      { ip: '192.0.2.7' },
    ]);
    expect(listenAddresses('::', undefined, interfaces)).toEqual([
      { ip: '127.0.0.1' },
      { ip: '::1' },
      { ip: '192.0.2.7' },
    ]);
  });

  test('announces another address when asked to', () => {
    expect(listenAddresses('0.0.0.0', 'play.example.org', interfaces)).toEqual([
      { ip: '0.0.0.0', announcedAddress: 'play.example.org' },
    ]);
  });
});
