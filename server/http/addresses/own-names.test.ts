import { describe, expect, test } from 'vitest';
import { configSchema } from '../../config/config.ts';
import { checksOf } from './own-names.ts';
import { TrustedProxies } from './trusted-proxies.ts';

const several = {
  redis: 'redis://db',
  secret: 'a secret of all processes',
  processAddress: 'p1.example.org:81/a',
};

function refusalOf(host: string, options: Record<string, unknown> = {}) {
  const checks = checksOf(configSchema.parse(options), new TrustedProxies([]));
  return checks.hostRefusal({ headers: { host }, socket: { localAddress: '10.0.0.5' } })?.code;
}

describe('a server', () => {
  test('is asked for by the name at which pages reach this process', () => {
    expect(refusalOf('p1.example.org:81')).toBe('host-unknown');
    expect(refusalOf('p1.example.org:81', several)).toBeUndefined();
    expect(refusalOf('p2.example.org:81', several)).toBe('host-unknown');
  });

  test('is asked for by its public name and by the address that a connection came in at', () => {
    expect(refusalOf('play.example.org', { publicUrl: 'https://play.example.org/' })).toBeUndefined();
    expect(refusalOf('10.0.0.5')).toBeUndefined();
    expect(refusalOf('play.example.org')).toBe('host-unknown');
  });
});
