import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { startThread } from './start-thread.ts';

const script = new URL('./fixtures/typed-script.ts', import.meta.url);

describe('a thread', () => {
  test('runs TypeScript without Node’s WebAssembly, which a thread of Node itself loads', async () => {
    for (const [start, loads] of [
      [() => startThread(script, { number: 7 }), false],
      [() => new Worker(script, { workerData: { number: 7 } }), true],
    ] as const) {
      const [{ number, loaded }] = await once(start(), 'message');
      expect(number).toBe(7);
      expect(loaded.some((name: string) => name.includes('amaro'))).toBe(loads);
    }
  });

  test('names the line of the TypeScript where an error came from', async () => {
    const [error] = await once(startThread(script, { number: 7, fails: true }), 'error');
    expect(error.message).toBe('as asked');
    expect(error.stack).toMatch(/typed-script\.ts:6:/);
  });

  test('names the file whose TypeScript is wrong', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'thread-'));
    const broken = join(folder, 'broken.ts');
    await writeFile(broken, 'const one: = 1;');
    const [error] = await once(startThread(pathToFileURL(broken), undefined), 'error');
    expect(error.message).toMatch(/broken\.ts: .*token/);
    await rm(folder, { recursive: true });
  });
});
