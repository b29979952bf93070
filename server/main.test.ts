import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const main = resolve(import.meta.dirname, 'main.ts');

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
])('%j is refused in words, without a stack', async (given, words) => {
  const { status, output, errors } = await start(...given);
  expect(status).toBe(1);
  expect(output).toBe('');
  expect(errors).toMatch(/^Worldroom cannot start\.\n/);
  expect(errors).toMatch(words);
  expect(errors).not.toMatch(/\n\s+at /);
});
