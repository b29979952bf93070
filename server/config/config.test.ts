import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type Config,
  ConfigError,
  configSchema,
  environmentName,
  flagName,
  helpText,
  readConfig,
} from './config.ts';

const read = (given: readonly string[], environment: Record<string, string> = {}): Config => {
  const config = readConfig({ arguments: given, environment });
  if (config === 'help') throw new Error('no help was asked for');
  return config;
};

function fileWith(content: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'worldroom-config-')), 'config.json');
  writeFileSync(file, content);
  return file;
}

describe('the configuration', () => {
  test('has a default for every option that needs one', () => {
    expect(read([])).toMatchObject({ host: '127.0.0.1', port: 2567, provider: 'auto', allowedOrigins: [] });
  });

  test('comes from the file, the environment and the command line; later ones override earlier ones', () => {
    const file = fileWith('{"port": 1000, "workers": 1, "inviteHours": 1, "host": "localhost"}');
    const environment = {
      WORLDROOM_CONFIG: file,
      WORLDROOM_WORKERS: '2',
      WORLDROOM_INVITE_HOURS: '2',
      WORLDROOM_PACK: '',
    };
    expect(read(['--invite-hours', '3'], environment)).toMatchObject({
      host: 'localhost',
      port: 1000,
      workers: 2,
      inviteHours: 3,
      pack: 'models/arena',
    });
  });

  test('reads lists and numbers from text', () => {
    const config = read([
      '--allowed-origins',
      'https://a.example, http://b.example:8080',
      '--reconnect-seconds=0.5',
    ]);
    expect(config.allowedOrigins).toEqual(['https://a.example', 'http://b.example:8080']);
    expect(config.reconnectSeconds).toBe(0.5);
  });

  test('normalises public URL and base path', () => {
    expect(read(['--public-url', 'HTTPS://Play.Example:443/worldroom'])).toMatchObject({
      publicUrl: 'https://play.example/worldroom/',
    });
    for (const path of ['worldroom', '/worldroom', 'worldroom/']) {
      expect(read(['--base-path', path]).basePath).toBe('/worldroom/');
    }
    expect(read(['--base-path', '/']).basePath).toBe('/');
    expect(read([]).basePath).toBeUndefined();
    expect(read(['--trust-proxy', 'loopback, 10.0.0.0/8']).trustProxy).toEqual(['loopback', '10.0.0.0/8']);
  });

  test.each([
    [['--port', 'many'], {}, /--port \(from the command line\).*number.*0 to 65535/],
    [['--port', '70000'], {}, /--port .*0 to 65535/],
    [[], { WORLDROOM_PROVIDER: 'tpu' }, /--provider \(from WORLDROOM_PROVIDER\).*auto, cpu, webgpu, cuda/],
    [['--prot', '1'], {}, /--prot.*--help/],
    [['play'], {}, /play.*--help/],
    [['--secret', 'short'], {}, /--secret .*16 characters/],
    [['--public-url', 'play.example'], {}, /--public-url .*whole URL that begins with https/],
    [['--public-url', 'ftp://play.example'], {}, /--public-url .*whole URL/],
    [['--public-url', 'https://ann:pw@play.example'], {}, /--public-url .*user name or a password/],
    [['--public-url', 'https://play.example/?a=1'], {}, /--public-url .*query/],
    [['--public-url', 'https://play.example/api/'], {}, /--public-url .*path that the server itself has/],
    [['--base-path', '/play/'], {}, /--base-path .*path of the server itself/],
    [['--base-path', '/a/../b'], {}, /--base-path .*dots/],
    [['--base-path', '/a?b'], {}, /--base-path .*such as \/worldroom\//],
    [
      ['--base-path', '/a/', '--public-url', 'https://x.example/b'],
      {},
      /--base-path .*path of --public-url, \/b\//,
    ],
    [['--trust-proxy', 'loopback,proxy.example'], {}, /--trust-proxy .*loopback, linklocal, uniquelocal/],
    [['--trust-proxy', '10.0.0.0/99'], {}, /--trust-proxy .*ranges such as 10.0.0.0\/8/],
    [['--trust-proxy', 'true'], {}, /--trust-proxy .*addresses/],
    [['--allowed-hosts', 'https://play.example'], {}, /--allowed-hosts .*without a scheme/],
    [['--tls-cert', 'a.pem'], {}, /--tls-key .*is missing; --tls-cert needs it/],
    [[], { WORLDROOM_TLS_KEY: 'a.pem' }, /--tls-cert .*is missing; --tls-key needs it/],
    [['--config', '/does/not/exist.json'], {}, /--config.*\/does\/not\/exist.json/],
    [['--config', fileWith('[1]')], {}, /--config.*one JSON object/],
    [['--config', fileWith('{"prot": 1}')], {}, /prot: there is no such option/],
    [['--config', fileWith('{"port": "1"}')], {}, /--port \(from .*config.json\)/],
  ])('explains what is wrong with %j %j', (given, environment, message) => {
    expect(() => read(given, environment)).toThrow(ConfigError);
    expect(() => read(given, environment)).toThrow(message);
  });

  test('never repeats a secret in its errors', () => {
    expect(() => read(['--secret', 'hunter2'])).toThrow(/^(?!.*hunter2)/s);
  });

  test('describes every option in its help', () => {
    const help = helpText();
    for (const name of Object.keys(configSchema.shape)) expect(help).toContain(`  ${flagName(name)} <`);
    expect(help).toContain('default 2567');
    expect(readConfig({ arguments: ['--port', 'x', '--help'], environment: {} })).toBe('help');
    expect(environmentName('mediaWorkers')).toBe('WORLDROOM_MEDIA_WORKERS');
  });
});
