import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';

const main = resolve(import.meta.dirname, 'main.ts');
const pack = resolve(import.meta.dirname, 'generation/fixtures/pack');

function start(...given: string[]): Promise<{ status: number; output: string; errors: string }> {
  return new Promise((done) => {
    execFile(process.execPath, [main, ...given], (error, output, errors) => {
      done({
        status: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1,
        output,
        errors,
      });
    });
  });
}

test('--help explains the options', async () => {
  const { status, output } = await start('--help');
  expect(status).toBe(0);
  expect(output).toContain('--pack <text>');
});

test.each([
  [['--port', 'x'], /--port \(from the command line\)/],
  [['--pack', '/no/such/pack'], /\/no\/such\/pack/],
  [['--tls-cert', '/no/cert.pem', '--tls-key', '/no/key.pem'], /^--tls-cert: cannot read \/no\/cert\.pem/m],
  [['--tls-cert', '/no/cert.pem'], /--tls-key .*is missing; --tls-cert needs it/],
])('%j is refused with a message and without a stack trace', async (given, words) => {
  const { status, output, errors } = await start(...given);
  expect(status).toBe(1);
  expect(output).toBe('');
  expect(errors).toMatch(/^Worldroom cannot start\.\n/);
  expect(errors).toMatch(words);
  expect(errors).not.toMatch(/\n\s+at /);
});

test('a port that browsers refuse is named at the start, unless a proxy stands in front', async () => {
  const given = ['--port', '6000', '--pack', '/no/such/pack'];
  expect((await start(...given)).errors).toMatch(/--port \(6000\): browsers refuse/);
  expect((await start(...given, '--public-url', 'https://play.example.org')).errors).not.toMatch(/refuse/);
});

test('ends cleanly if one Ctrl-C arrives twice and in all processes, as under npm', async () => {
  const options = ['--port', '0', '--pack', pack, '--provider', 'cpu', '--workers', '1'];
  const server = spawn(process.execPath, [main, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  onTestFinished(() => void server.kill('SIGKILL'));
  /** Signals the server and the processes that it started, as a terminal does. */
  const pressControlC = () => process.kill(-(server.pid ?? 0), 'SIGINT');
  const ended = once(server, 'exit');
  let log = '';
  server.stderr.on('data', (chunk) => {
    log += chunk;
    // The second signal arrives while rooms are being closed.
    if (String(chunk).includes('closing rooms')) pressControlC();
  });
  for await (const line of createInterface(server.stdout)) {
    expect(line).toMatch(/^Worldroom is ready: http:/);
    pressControlC();
  }
  expect(await ended).toEqual([0, null]);
  expect(log).not.toMatch(/"level":[456]0/);
});
