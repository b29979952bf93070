import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Config, ConfigError, readConfig } from './config.ts';
import { portRangeOf } from './port-range-text.ts';

const read = (...given: string[]): Config => {
  const config = readConfig({ arguments: given, environment: {} });
  if (config === 'help') throw new Error('no help was asked for');
  return config;
};

function fileWith(values: unknown): string {
  const file = join(mkdtempSync(join(tmpdir(), 'worldroom-network-')), 'config.json');
  writeFileSync(file, JSON.stringify(values));
  return file;
}

describe('--media-port', () => {
  test.each([
    ['40000', { first: 40_000, last: 40_000 }],
    ['40000-40100', { first: 40_000, last: 40_100 }],
    ['1-65535', { first: 1, last: 65_535 }],
  ])('accepts %s', (text, range) => {
    expect(portRangeOf(read('--media-port', text, '--port', '0').mediaPort ?? '')).toEqual(range);
  });

  test.each(['0', '65536', '40100-40000', '40000-', '-40000', '4e4', '40000,40001', 'all', '40000-70000'])(
    'rejects %j with a remedy',
    (text) => {
      expect(() => read(`--media-port=${text}`)).toThrow(ConfigError);
      expect(() => read(`--media-port=${text}`)).toThrow(/--media-port .*40000-40100/);
    },
  );

  test.each(['6000', '6665-6669'])('rejects %s, which browsers refuse', (text) => {
    expect(() => read('--media-port', text)).toThrow(/--media-port .*browsers refuse/);
  });

  test('may be a number in a file', () => {
    expect(read('--config', fileWith({ mediaPort: 40_000 })).mediaPort).toBe('40000');
  });

  test.each(['2567', '2000-3000'])('must not contain the port of pages: %s', (text) => {
    expect(() => read('--media-port', text)).toThrow(/--media-port .*2567 is the port of pages/);
  });
});

describe('--announced-address', () => {
  test('is repeatable, as a list and as a flag', () => {
    const given = [
      '--announced-address',
      '203.0.113.5, play.example.org',
      '--announced-address',
      '2001:db8::5',
    ];
    expect(read(...given).announcedAddress).toEqual(['203.0.113.5', 'play.example.org', '2001:db8::5']);
  });

  test('may be one text in a file', () => {
    expect(read('--config', fileWith({ announcedAddress: '203.0.113.5' })).announcedAddress).toEqual([
      '203.0.113.5',
    ]);
  });

  test.each([
    'no address',
    'home',
    '300.1.2.3',
    '1.2.3',
    '1.2.3.4.5',
    '203.0.113.5:40000',
    'http://play.example.org',
    'play.example.org/room',
    '[2001:db8::5]',
    'fe80::1%eth0',
    '2001:db8::g',
    '-play.example.org',
    'play..example.org',
    '0.0.0.0',
    '::',
    '224.0.0.1',
    '255.255.255.255',
    `${'a'.repeat(64)}.example.org`,
  ])('rejects %j with a remedy', (text) => {
    expect(() => read(`--announced-address=${text}`)).toThrow(ConfigError);
    expect(() => read(`--announced-address=${text}`)).toThrow(
      /--announced-address \(from the command line\): ".*203\.0\.113\.5/,
    );
  });

  test.each([
    'play.example.org',
    'play.example.org.',
    'xn--bcher-kva.example',
    'a-1.b2.example',
    '127.0.0.1',
  ])('accepts %s', (text) => {
    expect(read('--announced-address', text).announcedAddress).toEqual([text]);
  });
});

describe('--ice-servers', () => {
  test.each([
    'stun:stun.example.org',
    'stuns:stun.example.org:5349',
    'STUN:192.0.2.1:3478',
    'stun:[2001:db8::1]:3478',
  ])('accepts %s', (url) => {
    expect(read('--ice-servers', url).iceServers).toEqual([url]);
  });

  test.each(['turn:turn.example.org?transport=tcp', 'turns:turn.example.org:443', 'turn:turnserver:3478'])(
    'accepts %s with credentials',
    (url) => {
      expect(read('--ice-servers', url, '--turn-secret', 'north').iceServers).toEqual([url]);
      const named = ['--turn-username', 'ann', '--turn-password', 'south'];
      expect(read('--ice-servers', url, ...named).iceServers).toEqual([url]);
      expect(() => read('--ice-servers', url)).toThrow(/--ice-servers .*--turn-secret/);
    },
  );

  test.each([
    'stun.example.org',
    'https://stun.example.org',
    'stun://stun.example.org',
    'stun:',
    'stun:stun.example.org:0',
    'stun:stun.example.org:70000',
    'stun:stun.example.org?transport=udp',
    'turn:turn.example.org?transport=sctp',
    'turn:turn.example.org?transport=tcp&x=1',
    'turn:300.1.1.1',
    'turn:[192.0.2.1]',
    'turn:2001:db8::1',
    'turn:turn_server.example',
  ])('rejects %j and names the option', (url) => {
    expect(() => read('--ice-servers', url, '--turn-secret', 'north')).toThrow(ConfigError);
    expect(() => read('--ice-servers', url, '--turn-secret', 'north')).toThrow(/--ice-servers \(from/);
  });

  test('never repeats a possible password', () => {
    const url = 'turn:ann:hunter2@turn.example.org';
    expect(() => read('--ice-servers', url)).toThrow(/^(?!.*hunter2).*--turn-password/s);
  });

  test.each<[string[], RegExp]>([
    [['--turn-secret', 'north'], /--turn-secret .*no turn: or turns: server in --ice-servers/],
    [['--turn-secret', 'north', '--ice-servers', 'stun:a.example'], /--turn-secret .*--ice-servers/],
    [['--turn-username', 'ann'], /--turn-username .*both --turn-username and --turn-password/],
    [['--turn-password', 'south'], /--turn-password .*both --turn-username and --turn-password/],
    [['--turn-username', 'ann', '--turn-password', 'south'], /--turn-username .*--ice-servers/],
    [['--ice-transport-policy', 'relay'], /--ice-transport-policy .*--ice-servers/],
    [
      [
        '--ice-servers',
        'turn:a.example',
        '--turn-secret',
        'n',
        '--turn-username',
        'a',
        '--turn-password',
        'p',
      ],
      /--turn-secret .*must be left out/,
    ],
  ])('explains contradictions: %j', (given, message) => {
    expect(() => read(...given)).toThrow(ConfigError);
    expect(() => read(...given)).toThrow(message);
  });
});
