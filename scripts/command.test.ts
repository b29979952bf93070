import { describe, expect, test } from 'vitest';
import { findProgram, run, succeeds } from './command.mjs';

const node = process.execPath;

describe('run', () => {
  test('returns the output of the command, from either stream', async () => {
    const script = 'console.log(process.env.COLOUR); console.error("two")';
    const output = await run(node, ['-e', script], { env: { COLOUR: 'one' } });
    expect(output.split('\n').filter(Boolean).sort()).toEqual(['one', 'two']);
  });

  test('reports how a command failed, with the beginning and the end of its output', async () => {
    const script =
      'for (let line = 1; line <= 100; line++) console.log("line " + line + "."); process.exitCode = 3';
    const failure = await run(node, ['-e', script]).catch((error: Error) => error.message);
    expect(failure).toContain('exit code 3');
    for (const shown of ['line 1.', 'line 10.', 'line 81.', 'line 100.']) expect(failure).toContain(shown);
    for (const left of ['line 11.', 'line 80.']) expect(failure).not.toContain(left);
  });

  test('ends a command that takes too long', async () => {
    const endless = run(node, ['-e', 'setInterval(() => {}, 1000)'], { timeout: 200 });
    await expect(endless).rejects.toThrow('not finished after 0.2 s');
  });

  test('names a program that does not exist', async () => {
    await expect(run('no-such-program', ['--help'])).rejects.toThrow('no-such-program --help: spawn');
  });
});

test('succeeds follows the exit code', async () => {
  expect(await succeeds(node, ['-e', ''])).toBe(true);
  expect(await succeeds(node, ['-e', 'process.exitCode = 1'])).toBe(false);
});

test('findProgram looks on PATH', () => {
  expect(findProgram('sh')).toMatch(/^\/.*\/sh$/);
  expect(findProgram('no-such-program')).toBeUndefined();
});
