import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  type Config,
  ConfigError,
  configSchema,
  exposedSecrets,
  flagName,
  readConfig,
  unknownVariables,
} from './config.ts';
import { checkMachine } from './machine-checks.ts';

const folder = mkdtempSync(join(tmpdir(), 'worldroom-options-'));
afterAll(() => rmSync(folder, { recursive: true }));

const read = (given: readonly string[], environment: Record<string, string> = {}) =>
  readConfig({ arguments: given, environment });
function configFile(content: string | Uint8Array): string {
  const file = join(mkdtempSync(join(folder, 'json-')), 'config.json');
  writeFileSync(file, content);
  return file;
}

describe('invalid values fail the start with option, value and remedy', () => {
  test.each<[option: string, value: string, says: RegExp]>([
    ['port', '1e3', /number, in decimals; it is "1e3".*from 0 to 65535/],
    ['port', '0x50', /it is "0x50"/],
    ['port', '80.5', /it is 80\.5.*from 0 to 65535/],
    ['port', '-1', /it is -1.*from 0 to 65535/],
    ['port', '', /it is ""/],
    ['port', 'tcp://10.0.0.7:2567', /it is "tcp:/],
    ['host', '', /it is ""/],
    ['workers', '1.5', /it is 1\.5.*from 0 to 256/],
    ['workers', '257', /from 0 to 256/],
    ['media-workers', '0', /from 1 to 256/],
    ['media-workers', 'auto', /it is "auto"/],
    ['memory-megabytes', '0', /it is 0.*from 1 to 10000000/],
    ['memory-megabytes', 'all', /it is "all"/],
    ['invite-hours', '1e-9', /from 0\.0003 to 8760/],
    ['invite-hours', '0.0000001', /from 0\.0003 to 8760/],
    ['invite-hours', 'Infinity', /from 0\.0003 to 8760/],
    ['invite-hours', '9000', /from 0\.0003 to 8760/],
    ['idle-room-seconds', '0', /it is 0.*from 1 to 86400/],
    ['idle-room-seconds', '99999999', /from 1 to 86400/],
    ['reconnect-seconds', '-1', /from 0 to 3600/],
    ['reconnect-seconds', '2147484', /from 0 to 3600/],
    ['maximum-rooms', '0', /from 1 to 10000/],
    ['maximum-spectators', '-1', /from 0 to 10000/],
    ['recording-minutes', '0', /from 0\.05 to 1440/],
    ['recording-minutes', '35792', /from 0\.05 to 1440/],
    ['recording-megabytes', '0.000001', /from 0\.1 to/],
    ['recording-hours', '0', /from 0\.001 to 8760/],
    [
      'recording-megabytes',
      '5000',
      /--recording-megabytes \(5000\) is over --recording-disk-megabytes \(4096\)/,
    ],
    ['recording-disk-megabytes', '10', /--recording-megabytes \(256\) is over .*\(10\).*Give the disk/],
    ['provider', 'gpu', /it is "gpu".*one of auto, cpu/],
    ['log-level', 'verbose', /one of trace/],
    ['free-camera', 'yes', /one of spare, always, off/],
    ['secret', '                  ', /16 characters/],
    ['secret', ' leading space there', /16 characters, the first and the last no spaces/],
    ['admin-token', 'short', /16 characters/],
    ['allowed-origins', 'https://play.example.org/game', /without path.*it is \["https:/],
    ['allowed-origins', 'https://play.example.org?x', /without path/],
    ['allowed-origins', 'https://me@play.example.org', /without path/],
    ['allowed-origins', 'null', /origins with http: or https:/],
    ['allowed-origins', '*', /origins with http: or https:/],
    ['allowed-origins', 'play.example.org', /origins with http: or https:/],
    ['allowed-origins', 'ftp://play.example.org', /origins with http: or https:/],
    ['pack', '', /it is ""/],
    ['client-folder', '', /it is ""/],
    ['recording-folder', '', /it is ""/],
    ['room-store', 'mysql://db/rooms', /must be the address of a PostgreSQL data base/],
    ['room-store', '/var/lib/rooms', /must be the address of a PostgreSQL data base/],
    ['room-store', 'postgres://db/rooms', /--blob-store s3:\/\/BUCKET\/PREFIX/],
    ['room-store', 'postgres://db/rooms', /WORLDROOM_SECRET/],
    ['blob-store', 'https://bucket', /must be a bucket and a prefix/],
    ['blob-store', 's3://b', /must be a bucket and a prefix/],
    ['blob-store', 's3://Bucket/x', /must be a bucket and a prefix/],
    ['blob-store', 's3://bucket/rooms', /add --room-store/],
    ['s3-endpoint', 'minio:9000', /must be an address with http: or https:/],
    ['s3-endpoint', 'http://minio:9000', /no --blob-store that it is for/],
    ['s3-region', 'eu-central-1', /no --blob-store that it is for/],
    ['s3-addressing', 'virtual', /one of host, path/],
    ['config', '', /--config: cannot read/],
  ])('--%s %j', (option, value, says) => {
    expect(() => read([`--${option}=${value}`])).toThrow(ConfigError);
    expect(() => read([`--${option}=${value}`])).toThrow(says);
    expect(() => read([`--${option}=${value}`])).toThrow(option);
  });

  test('each option documents its range or its words', () => {
    for (const name of Object.keys(configSchema.shape)) {
      const long = 'x'.repeat(2000);
      const option = configSchema.shape[name as keyof Config];
      const isText = option.safeParse(long).success || option.safeParse([long]).success;
      if (!isText) expect(() => read([flagName(name), long])).toThrow(/It must be|It is: /);
    }
  });

  test('an option that is no list cannot be given twice', () => {
    expect(() => read(['--port', '1', '--port', '2'])).toThrow(/--port: is given 2 times/);
    expect(() => read(['--config', 'a', '--config', 'b'])).toThrow(/--config: is given 2 times/);
    const origins = ['https://a.example', 'https://b.example'];
    const given = origins.flatMap((origin) => ['--allowed-origins', origin]);
    expect(read(given)).toMatchObject({ allowedOrigins: origins });
  });

  test.each<[what: string, content: string | Uint8Array, says: RegExp]>([
    ['a value of another type', '{"port": "2567"}', /--port \(from .*must be a number.*it is "2567"/],
    ['no value', '{"host": null}', /--host \(from .*it is null/],
    ['a list for one value', '{"host": ["a"]}', /--host/],
    ['a number for a list', '{"allowedOrigins": 5}', /--allowed-origins/],
    [
      'unknown keys',
      '{"port": 1, "Port": 2, "prot": 3}',
      /config\.json: Port, prot: there is no such option/,
    ],
    ['a prototype', '{"__proto__": {"port": 1}}', /__proto__: there is no such option/],
    ['a constructor', '{"constructor": {"prototype": {"port": 1}}}', /constructor: there is no such option/],
    ['a list', '[{"port": 1}]', /one JSON object/],
    ['nothing', '', /the file is empty/],
    ['a trailing comma', '{"port": 1,}', /a comma stands before the end/],
    ['itself', '{"config": "x.json"}', /config: there is no such option/],
  ])('a file is rejected with %s', (_, content, says) => {
    expect(() => read(['--config', configFile(content)])).toThrow(says);
  });

  test('the message never contains the secret', () => {
    expect(() => read(['--secret', 'hunter2'])).toThrow(/^(?!.*hunter2)/s);
    expect(() => read(['--admin-token', 'hunter2'])).toThrow(/^(?!.*hunter2)/s);
    for (const address of ['postgres://me:hunter2@db/rooms', 'mysql://me:hunter2@db', 'postgres:hunter2']) {
      expect(() => read(['--room-store', address])).toThrow(/^(?!.*hunter2)/s);
    }
  });
});

describe('valid values', () => {
  test('a file with a byte order mark is accepted', () => {
    expect(read(['--config', configFile('\ufeff{"port": 8080}')])).toMatchObject({ port: 8080 });
  });

  test('an empty environment variable is ignored', () => {
    expect(read([], { WORLDROOM_PORT: '', WORLDROOM_HOST: '' })).toMatchObject({
      port: 2567,
      host: '127.0.0.1',
    });
    expect(() => read([], { WORLDROOM_PORT: ' ' })).toThrow(/--port \(from WORLDROOM_PORT\)/);
  });

  test('limits of the disk do not matter when recording is off', () => {
    const given = ['--maximum-recordings', '0', '--recording-disk-megabytes', '1'];
    expect(read(given)).toMatchObject({ maximumRecordings: 0 });
  });

  test('an origin may end with a slash', () => {
    const allowed = 'https://play.example.org/';
    expect(read(['--allowed-origins', allowed])).toMatchObject({ allowedOrigins: [allowed] });
  });
});

test('secrets are reported from the command line and from nowhere else', () => {
  const secret = 'sixteen characters';
  expect(exposedSecrets(['--secret', secret, `--admin-token=${secret}`])).toEqual(['secret', 'adminToken']);
  expect(exposedSecrets(['--port', '1'])).toEqual([]);
  expect(exposedSecrets(['--room-store', 'postgres://me@db/rooms'])).toEqual([]);
  for (const address of ['postgres://me:hunter2@db/rooms', 'postgres://db/rooms?password=hunter2']) {
    expect(exposedSecrets(['--room-store', address])).toEqual(['roomStore']);
  }
});

test('unknown variables with the prefix are reported, except for those that Kubernetes sets', () => {
  const environment = {
    WORLDROOM_PROT: '1',
    WORLDROOM_PORT: '1',
    WORLDROOM_CONFIG: 'x',
    WORLDROOM_SERVICE_HOST: '10.0.0.1',
    WORLDROOM_PORT_2567_TCP: 'tcp://10.0.0.1:2567',
    PATH: '/bin',
  };
  expect(unknownVariables(environment)).toEqual(['WORLDROOM_PROT']);
});

describe('options against the machine', () => {
  const check = (changes: Partial<Config>) => checkMachine(configSchema.parse(changes), 2);
  const file = configFile('{}');

  test.each<[changes: Partial<Config>, says: RegExp]>([
    [{ host: 'nonsense.invalid' }, /--host \(nonsense\.invalid\): is no address.*127\.0\.0\.1/],
    [{ host: 'http://localhost' }, /--host \(http:.*without scheme or port/],
    [{ host: 'localhost:2567' }, /--host \(localhost:2567\)/],
    [{ host: '192.0.2.1' }, /--host \(192\.0\.2\.1\): this machine has no address 192\.0\.2\.1/],
    [{ workers: 256 }, /--workers \(256\): this machine has 2 cores, and takes at most 8/],
    [{ mediaWorkers: 200 }, /--media-workers \(200\): this machine has 2 cores/],
    [{ clientFolder: folder }, /--client-folder .*has no index\.html/],
    [{ clientFolder: file }, /--client-folder .*has no index\.html/],
    [{ recordingFolder: '/dev/null' }, /--recording-folder \(\/dev\/null\): \/dev\/null is no folder/],
    [{ recordingFolder: join(file, 'a', 'b') }, /--recording-folder .*config\.json is no folder/],
  ])('%j is rejected', async (changes, says) => {
    await expect(check(changes)).rejects.toThrow(ConfigError);
    await expect(check(changes)).rejects.toThrow(says);
  });

  test.each<Partial<Config>>([
    {},
    { host: 'localhost' },
    { host: '0.0.0.0' },
    { workers: 8, mediaWorkers: 8 },
    { recordingFolder: join(folder, 'not', 'there', 'yet') },
    { recordingFolder: '/dev/null', maximumRecordings: 0 },
  ])('%j is accepted', async (changes) => {
    await expect(check(changes)).resolves.toBeUndefined();
  });

  test('a folder of pages is accepted if it has an index.html', async () => {
    const pages = join(folder, 'pages');
    mkdirSync(pages);
    writeFileSync(join(pages, 'index.html'), '');
    await expect(check({ clientFolder: pages })).resolves.toBeUndefined();
  });

  test('all problems are reported at once', async () => {
    await expect(check({ workers: 99, mediaWorkers: 99 })).rejects.toThrow(/--workers.*\n--media-workers/);
  });
});
