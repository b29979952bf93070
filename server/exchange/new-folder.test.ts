import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeNewFolder } from './new-folder.ts';

let work: string;
let folder: string;
beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'new-folder-'));
  folder = join(work, 'world');
});
afterEach(() => rm(work, { recursive: true }));

const fill = (text: string) => (target: string) => writeFile(join(target, 'file'), text);
const fail = () => Promise.reject(new Error('the disk is full'));
const content = () => readFile(join(folder, 'file'), 'utf8');

test('a folder is created atomically', async () => {
  await writeNewFolder({ folder }, fill('new'));
  expect(await content()).toBe('new');
  expect(await readdir(work)).toEqual(['world']);
});

test('a folder that cannot be filled is not created', async () => {
  await expect(writeNewFolder({ folder }, fail)).rejects.toThrow('disk');
  await expect(writeNewFolder({ folder }, fill('new'), fail)).rejects.toThrow('disk');
  expect(await readdir(work)).toEqual([]);
});

test('the old folder stays unless the new one is complete and confirmed', async () => {
  await mkdir(folder);
  await fill('old')(folder);
  await expect(writeNewFolder({ folder }, fill('new'))).rejects.toThrow(/already.*--replace/);
  await expect(writeNewFolder({ folder, replace: true }, fail)).rejects.toThrow('disk');
  await expect(writeNewFolder({ folder, replace: true }, fill('new'), fail)).rejects.toThrow('disk');
  expect(await content()).toBe('old');
  await writeNewFolder({ folder, replace: true }, fill('new'));
  expect(await content()).toBe('new');
  expect(await readdir(work)).toEqual(['world']);
});

test('only a folder of the same kind or an empty one is replaced', async () => {
  await mkdir(folder);
  const meant = { folder, replace: true, mark: 'seed.json' };
  await writeNewFolder(meant, fill('into an empty one'));
  await expect(writeNewFolder(meant, fill('new'))).rejects.toThrow(/holds something else, and no seed\.json/);
  expect(await content()).toBe('into an empty one');
  await writeFile(join(folder, 'seed.json'), '{}');
  await writeNewFolder(meant, fill('new'));
  expect(await content()).toBe('new');
  await rm(folder, { recursive: true });
  await writeFile(folder, 'a file');
  await expect(writeNewFolder(meant, fill('new'))).rejects.toThrow(/is no folder/);
  await expect(writeNewFolder({ folder: join(folder, 'in', 'it') }, fill('new'))).rejects.toThrow(
    /cannot be made/,
  );
});
