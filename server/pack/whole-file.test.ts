import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeWholeFile } from './whole-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'whole-file-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a file is whole whenever it is read', async () => {
  const file = join(folder, 'pack.json');
  const texts = ['a', 'b'].map((letter) => letter.repeat(2_000_000));
  await writeFile(file, texts[0]);
  let writing = true;
  const writes = (async () => {
    for (let i = 0; i < 6; i++) await writeWholeFile(file, texts[(i + 1) % 2]);
    writing = false;
  })();
  while (writing) {
    const text = await readFile(file, 'utf8');
    expect([text === texts[0], text === texts[1]]).toContain(true);
  }
  await writes;
  expect(await readdir(folder)).toEqual(['pack.json']);
});

test('what cannot take its name leaves nothing, and what was there', async () => {
  await expect(writeWholeFile(join(folder, 'none', 'a.json'), 'x')).rejects.toThrow(/ENOENT/);
  await expect(writeWholeFile(folder, 'x')).rejects.toThrow();
  expect(await readdir(folder)).toEqual([]);
  expect(
    (await readdir(join(folder, '..'))).filter((name) => name.startsWith(`${folder.split('/').at(-1)}.`)),
  ).toEqual([]);
});
