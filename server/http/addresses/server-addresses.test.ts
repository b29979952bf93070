import { expect, test } from 'vitest';
import { configSchema } from '../../config/config.ts';
import { networkAddresses } from './network-addresses.ts';
import { greeting, serverAddresses } from './server-addresses.ts';

const here = { scheme: 'http', port: 2567, everywhere: false, origin: 'http://127.0.0.1:2567' } as const;
const everywhere = { ...here, everywhere: true, origin: 'http://localhost:2567' } as const;
const found = ['192.168.1.5', 'fd00::5'];

const of = (options: Parameters<typeof configSchema.parse>[0], listener: typeof here | typeof everywhere) =>
  serverAddresses(configSchema.parse(options), listener, found);

test('a server on loopback is reachable from this computer alone', () => {
  expect(of({}, here)).toEqual({ public: undefined, network: [], own: 'http://127.0.0.1:2567/' });
  expect(greeting(of({}, here))).toEqual(['Worldroom is ready: http://127.0.0.1:2567/']);
});

test('a server on all addresses lists those for others', () => {
  const addresses = of({ host: '0.0.0.0', basePath: '/worldroom/' }, everywhere);
  expect(addresses.network).toEqual(['http://192.168.1.5:2567/worldroom/']);
  expect(greeting(addresses)).toEqual([
    'Worldroom is ready: http://localhost:2567/worldroom/',
    'For others in this network: http://192.168.1.5:2567/worldroom/',
  ]);
  expect(of({ host: '::' }, everywhere).network).toEqual([
    'http://192.168.1.5:2567/',
    'http://[fd00::5]:2567/',
  ]);
});

test('the public URL comes first, and the announced address precedes those of a container', () => {
  const options = { host: '0.0.0.0', publicUrl: 'https://play.example', announcedAddress: ['203.0.113.5'] };
  const addresses = of(options, everywhere);
  expect(addresses.network[0]).toBe('http://203.0.113.5:2567/');
  expect(greeting(addresses)[0]).toBe('Worldroom is ready: https://play.example/');
});

test('a server on one address is reachable there', () => {
  const listener = { ...here, origin: 'http://192.168.1.5:2567' };
  expect(serverAddresses(configSchema.parse({ host: '192.168.1.5' }), listener, found).network).toEqual([
    'http://192.168.1.5:2567/',
  ]);
});

test('reachable addresses come first and unreachable ones are left out', () => {
  const at = (address: string, internal = false) => ({
    address,
    netmask: '',
    family: 'IPv4' as const,
    mac: '',
    internal,
    cidr: null,
  });
  expect(
    networkAddresses({
      lo: [at('127.0.0.1', true)],
      docker0: [at('172.17.0.1')],
      eth0: [
        { ...at('fe80::1'), family: 'IPv6', scopeid: 2 },
        at('203.0.113.9'),
        at('192.168.1.5'),
        at('169.254.3.3'),
      ],
    }),
  ).toEqual(['192.168.1.5', '203.0.113.9', '172.17.0.1']);
});
