import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, test } from 'vitest';
import { type Interfaces, mediaAddresses } from './media-addresses.ts';

/** Network interfaces with these addresses, by name. */
function machine(addresses: Record<string, string[]>): Interfaces {
  const info = (address: string): NetworkInterfaceInfo => {
    const common = { address, netmask: '', mac: '', internal: address === '127.0.0.1', cidr: null };
    return address.includes(':')
      ? { ...common, family: 'IPv6', scopeid: 0 }
      : { ...common, family: 'IPv4', scopeid: undefined };
  };
  return Object.fromEntries(Object.entries(addresses).map(([name, list]) => [name, list.map(info)]));
}

const lo = ['127.0.0.1', '::1'];

describe('mediaAddresses', () => {
  test('returns a specific address itself, listed or not', () => {
    const interfaces = machine({ lo, eth0: ['192.0.2.7'] });
    expect(mediaAddresses('192.0.2.7', interfaces)).toEqual({ ips: ['192.0.2.7'], loopbackOnly: false });
    expect(mediaAddresses('203.0.113.9', interfaces).ips).toEqual(['203.0.113.9']);
  });

  test('returns every address that a candidate can carry for a wildcard', () => {
    const interfaces = machine({ lo, eth0: ['192.168.1.7', 'fe80::1', '2001:db8::7'], veth0: ['10.9.0.1'] });
    expect(mediaAddresses('0.0.0.0', interfaces).ips).toEqual(['127.0.0.1', '192.168.1.7', '10.9.0.1']);
    expect(mediaAddresses('::', interfaces).ips).toEqual([
      '127.0.0.1',
      '::1',
      '192.168.1.7',
      '2001:db8::7',
      '10.9.0.1',
    ]);
  });

  test.each<[string, Record<string, string[]>, string]>([
    ['a private address before a public one', { eth0: ['203.0.114.5'], eth1: ['10.0.0.5'] }, '10.0.0.5'],
    [
      'a network before a bridge of containers',
      { docker0: ['172.17.0.1'], wlan0: ['192.168.1.5'] },
      '192.168.1.5',
    ],
    ['a bridge before a public address', { eth0: ['1.2.3.4'], docker0: ['172.17.0.1'] }, '172.17.0.1'],
    ['IPv4 before IPv6', { eth0: ['fd00::5', '192.0.2.2'] }, '192.0.2.2'],
    ['a unique local IPv6 address before a global one', { eth0: ['2001:db9::5', 'fd00::5'] }, 'fd00::5'],
    [
      'a link-local IPv4 address where there is no other',
      { eth0: ['fe80::5', '169.254.3.4'] },
      '169.254.3.4',
    ],
    ['any other before a link-local one', { eth0: ['169.254.3.4'], eth1: ['fd00::5'] }, 'fd00::5'],
  ])('returns a loopback address and one other: %s', (_name, others, expected) => {
    expect(mediaAddresses('127.0.0.1', machine({ lo, ...others }))).toEqual({
      ips: ['127.0.0.1', expected],
      loopbackOnly: false,
    });
  });

  test.each([
    ['127.0.0.1', {}],
    ['127.0.0.1', { lo }],
    ['::1', { lo, eth0: ['fe80::1'] }],
  ])('reports that there is only loopback: %s of %j', (host, interfaces) => {
    expect(mediaAddresses(host, machine(interfaces))).toEqual({ ips: [host], loopbackOnly: true });
  });

  test('reports that there is only loopback for the wildcard', () => {
    expect(mediaAddresses('0.0.0.0', machine({ lo }))).toEqual({ ips: ['127.0.0.1'], loopbackOnly: true });
  });
});
