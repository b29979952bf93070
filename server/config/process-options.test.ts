import { describe, expect, test } from 'vitest';
import { ConfigError, exposedSecrets, readConfig } from './config.ts';
import { processUrlOf, shownRedis } from './process-options.ts';

const secret = 'a secret of all processes';

function read(...given: string[]) {
  const config = readConfig({ arguments: given, environment: { WORLDROOM_SECRET: secret } });
  if (config === 'help') throw new Error('it was asked for options, not for help');
  return config;
}

const redis = ['--redis', 'redis://db:6379'];

describe('several processes', () => {
  test('need Redis, an address of their own and a secret', () => {
    expect(read(...redis, '--process-address', 'play.example.org/p1')).toMatchObject({
      redis: 'redis://db:6379',
      processAddress: 'play.example.org/p1',
    });
    expect(() => read(...redis)).toThrow(/--redis .*add --process-address/);
    const withoutSecret = { arguments: [...redis, '--process-address', 'a.example'], environment: {} };
    expect(() => readConfig(withoutSecret)).toThrow(/--redis .*set WORLDROOM_SECRET/);
  });

  test.each([
    ['--process-address', 'a.example', /--process-address .*no --redis/],
    ['--process-url', 'http://10.0.0.5:2567', /--process-url .*no --redis/],
  ])('are not meant by %s alone', (option, value, words) => {
    expect(() => read(option, value)).toThrow(words);
  });

  test.each([
    'play.example.org',
    'play.example.org/p1',
    '203.0.113.5:2567',
    '[2001:db8::5]:2567',
    'a.example/b/c',
  ])('have an address such as %s', (address) => {
    expect(read(...redis, '--process-address', `${address}/`).processAddress).toBe(address);
  });

  test.each(['https://play.example.org', 'play.example.org:99999', 'a.example/../b', 'a.example/p1?x', ''])(
    'have no address such as %j',
    (address) => {
      expect(() => read(...redis, '--process-address', address)).toThrow(ConfigError);
    },
  );

  test.each(['db:6379', 'http://db:6379', 'redis://'])('have no Redis at %s', (address) => {
    expect(() => read('--redis', address, '--process-address', 'a.example')).toThrow(
      /--redis .*such as redis:/,
    );
  });

  test('reach each other at their address, in the scheme of pages, where no URL is given', () => {
    const processAddress = 'play.example.org/p1';
    expect(processUrlOf({ processAddress })).toBe('http://play.example.org/p1/');
    expect(processUrlOf({ processAddress, tlsCert: 'cert.pem' })).toBe('https://play.example.org/p1/');
    const publicUrl = 'https://play.example.org/';
    expect(processUrlOf({ processAddress, publicUrl })).toBe('https://play.example.org/p1/');
    expect(processUrlOf({ processAddress, publicUrl, processUrl: 'http://10.0.0.5/' })).toBe(
      'http://10.0.0.5/',
    );
  });

  test('keep the password of Redis to themselves', () => {
    const address = 'redis://worldroom:hunter2@db:6379/1';
    expect(shownRedis(address)).toBe('redis://db:6379/1');
    expect(exposedSecrets(['--redis', address])).toEqual(['redis']);
    expect(exposedSecrets(redis)).toEqual([]);
    expect(() => read('--redis', address)).toThrow(/^(?!.*hunter2)/s);
  });
});
