import { describe, expect, it } from 'vitest';
import { siteAddresses } from './site-addresses.ts';

const entry = (address: string, internal = false) => ({
  ...{ address, internal, netmask: '', mac: '', cidr: null },
  ...(address.includes(':') ? { family: 'IPv6' as const, scopeid: 0 } : { family: 'IPv4' as const }),
});
const interfaces = {
  lo: [entry('127.0.0.1', true), entry('::1', true)],
  eth0: [entry('fd00::5'), entry('192.168.1.20'), entry('fe80::1'), entry('169.254.3.4')],
};
const at = (host: string, publicUrl?: string) =>
  siteAddresses({ publicUrl, host, port: 2567, protocol: 'http' }, interfaces);

describe('where others reach the server', () => {
  it('is nowhere while it listens on loopback alone', () => {
    for (const host of ['127.0.0.1', 'localhost', '::1']) expect(at(host).addresses).toEqual([]);
  });

  it('is on each network where it listens, never at addresses that only this machine knows', () => {
    expect(at('0.0.0.0').addresses).toEqual(['http://192.168.1.20:2567']);
    expect(at('::').addresses).toEqual(['http://192.168.1.20:2567', 'http://[fd00::5]:2567']);
    expect(at('192.168.1.20').addresses).toEqual(['http://192.168.1.20:2567']);
  });

  it('is where whoever runs it says', () => {
    expect(at('127.0.0.1', 'https://play.example')).toEqual({
      publicUrl: 'https://play.example',
      addresses: [],
    });
  });
});
