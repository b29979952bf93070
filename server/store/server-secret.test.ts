import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { serverSecret } from './server-secret.ts';

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'secret-'));
});
afterEach(() => rm(parent, { recursive: true }));

test('a secret is made once, for its owner alone, and one that was cut short is refused', async () => {
  const folder = join(parent, 'data', 'rooms');
  const secret = await serverSecret(folder);
  expect(secret.length).toBeGreaterThanOrEqual(32);
  expect(await serverSecret(folder)).toBe(secret);
  const file = join(folder, 'secret');
  expect((await readFile(file, 'utf8')).trim()).toBe(secret);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect(await serverSecret(join(parent, 'other'))).not.toBe(secret);
  await writeFile(file, 'short');
  await expect(serverSecret(folder)).rejects.toMatchObject({ refusal: { code: 'save-damaged' } });
});
