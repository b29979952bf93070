import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packTar } from 'modern-tar';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packArchive, unpackArchive } from './archive.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'archive-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function* files() {
  for (let i = 0; i < 30; i++) {
    yield { path: `images/${String(i).padStart(5, '0')}.png`, bytes: new Uint8Array(1_000_000).fill(i) };
  }
  yield { path: 'transforms.json', bytes: Buffer.from('{}') };
}

const streamOf = (bytes: Uint8Array<ArrayBuffer>) => new Blob([bytes]).stream();

test('an archive contains the files that were packed', async () => {
  expect(await unpackArchive(packArchive(files()), folder)).toBe(31);
  expect(await readdir(join(folder, 'images'))).toHaveLength(30);
  expect((await readFile(join(folder, 'images/00029.png')))[999_999]).toBe(29);
});

test('an archive is packed no faster than it is read, and cancelling it ends its source', async () => {
  let made = 0;
  let ended = false;
  async function* counted() {
    try {
      for await (const file of files()) {
        made++;
        yield file;
      }
    } finally {
      ended = true;
    }
  }
  const reader = packArchive(counted()).getReader();
  await reader.read();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(made).toBeLessThan(20);
  await reader.cancel();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(ended).toBe(true);
});

test('a truncated archive is rejected', async () => {
  const [whole] = await Promise.all([new Response(packArchive(files())).arrayBuffer()]);
  await expect(unpackArchive(streamOf(new Uint8Array(whole.slice(0, 5_000_300))), folder)).rejects.toThrow();
});

test.each(['../escape.png', '/etc/passwd', 'images/../../x', 'run.sh'])(
  'an archive with %s is rejected',
  async (name) => {
    const archive = await packTar([{ header: { name, size: 2 }, body: 'hi' }]);
    await expect(unpackArchive(streamOf(archive), folder)).rejects.toThrow(/no part of a world/);
    expect(await readdir(folder)).toEqual([]);
  },
);
