import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createLog } from '../log.ts';
import { startTestApp, until } from '../rooms/room.fixture.ts';
import { readTlsPair, type TlsPair } from './tls-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'worldroom-tls-'));
afterAll(() => rmSync(folder, { recursive: true }));

const pairFor = async (name: string): Promise<TlsPair> => {
  const { cert, private: key } = await generate([{ name: 'commonName', value: name }], { keySize: 2048 });
  return { cert, key };
};

let files = 0;
function write(content: string): string {
  const file = join(folder, `${files++}.pem`);
  writeFileSync(file, content);
  return file;
}

describe('invalid files are rejected with a message', () => {
  let first: TlsPair;
  let second: TlsPair;
  beforeAll(async () => {
    [first, second] = await Promise.all([pairFor('first'), pairFor('second')]);
  });

  test.each([
    [
      'no file',
      () => ['/does/not/exist.pem', write(first.key)],
      /^--tls-cert: cannot read \/does\/not\/exist.pem/,
    ],
    ['no key file', () => [write(first.cert), '/does/not/exist.pem'], /^--tls-key: cannot read/],
    [
      'no certificate',
      () => [write('hello'), write(first.key)],
      /^--tls-cert: .* holds no certificate in PEM/,
    ],
    ['an empty certificate', () => [write(''), write(first.key)], /^--tls-cert: .* holds no certificate/],
    ['no key', () => [write(first.cert), write('hello')], /^--tls-key: .* holds no private key in PEM/],
    [
      'the two exchanged',
      () => [write(first.key), write(first.cert)],
      /^--tls-cert: .* holds no certificate/,
    ],
    [
      'a certificate as the key',
      () => [write(first.cert), write(first.cert)],
      /^--tls-key: .* holds no private key/,
    ],
    [
      'the key of another',
      () => [write(first.cert), write(second.key)],
      /^--tls-key: .* is not that of the certificate/,
    ],
    [
      'an encrypted key',
      () => [write(first.cert), write(first.key.replace(/PRIVATE KEY/g, 'ENCRYPTED PRIVATE KEY'))],
      /^--tls-key: .* encrypted.*openssl pkey/,
    ],
  ])('%s', (_what, make, words) => {
    const [cert, key] = make();
    expect(() => readTlsPair(cert, key)).toThrow(words);
    try {
      readTlsPair(cert, key);
    } catch (error) {
      expect(String(error)).not.toContain('MII');
    }
  });
});

test('a server reloads a renewed certificate and keeps the old one while the new one is invalid', async () => {
  const [old, renewed] = await Promise.all([pairFor('old.example'), pairFor('new.example')]);
  const cert = write(old.cert);
  const key = write(old.key);
  const lines: string[] = [];
  const log = createLog({
    level: 'info',
    pretty: false,
    destination: { write: (line) => void lines.push(line) },
  });
  const { app, url } = await startTestApp({ tlsCert: cert, tlsKey: key }, { log });
  onTestFinished(() => app.close());
  expect(url).toMatch(/^https:/);
  const port = Number(new URL(url).port);

  /** Subject of the certificate that the server sends. */
  const subject = () =>
    new Promise<string>((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
        resolve(String(socket.getPeerCertificate().subject.CN));
        socket.end();
      }).on('error', reject);
    });
  const replace = (file: string, content: string) => {
    writeFileSync(`${file}.new`, content);
    renameSync(`${file}.new`, file);
  };

  expect(await subject()).toBe('old.example');
  // A renewal that was interrupted after the first file.
  replace(cert, renewed.cert);
  await until('the broken pair is logged', () => lines.some((line) => line.includes('stays in use')));
  expect(lines.join()).toContain('--tls-key');
  expect(await subject()).toBe('old.example');
  replace(key, renewed.key);
  await until('the new certificate', async () => (await subject()) === 'new.example');
  replace(cert, 'garbage');
  await until('garbage is logged', () => lines.some((line) => line.includes('holds no certificate')));
  expect(await subject()).toBe('new.example');
  expect(lines.join()).not.toContain('PRIVATE KEY');
});
