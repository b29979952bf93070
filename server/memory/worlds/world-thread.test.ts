import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadPack, seedFolder } from '../../pack/pack.ts';
import { WorldThread } from './world-thread.ts';

test('a world is prepared for a room while checks of worlds wait for each other', async () => {
  const { folder, manifest } = await loadPack(join(import.meta.dirname, '../../generation/fixtures/pack'));
  const thread = new WorldThread(manifest);
  const plain = seedFolder(folder, 'plain');
  let checked = 0;
  const checks = Array.from({ length: 100 }, async () => {
    await thread.check(plain, folder);
    checked++;
  });
  const { memory } = await thread.prepare(plain, folder);
  expect(memory.keyframes).toHaveLength(4);
  expect(checked).toBeLessThan(100);
  const waiting = Promise.allSettled(checks);
  await thread.close();
  const rejected = (await waiting).filter(({ status }) => status === 'rejected');
  expect(rejected).toHaveLength(100 - checked);
  await expect(thread.check(plain, folder)).rejects.toThrow(/ending/);
});
