import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { containedFile, readContainedFile } from './contained-file.ts';

let folder: string;
let root: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contained-'));
  root = join(folder, 'pack');
  await mkdir(join(root, 'seeds/yard'), { recursive: true });
  await writeFile(join(root, 'seeds/yard/000.webp'), 'inside');
  await writeFile(join(folder, 'secret'), 'outside');
  await mkdir(join(folder, 'pack-other'));
  await writeFile(join(folder, 'pack-other/file'), 'outside');
});
afterEach(() => rm(folder, { recursive: true }));

const read = (name: string) => readContainedFile(root, name, 100).then(String);

describe('a file in a folder', () => {
  test('is read, also through links that stay inside and where the folder is a link itself', async () => {
    await symlink('../seeds/yard/000.webp', join(root, 'seeds/link'));
    await symlink('yard', join(root, 'seeds/other'));
    expect(await read('seeds/yard/000.webp')).toBe('inside');
    await symlink('yard/000.webp', join(root, 'seeds/inner'));
    expect(await read('seeds/inner')).toBe('inside');
    expect(await read('seeds/other/000.webp')).toBe('inside');
    await symlink(root, join(folder, 'alias'));
    expect(String(await readContainedFile(join(folder, 'alias'), 'seeds/other/000.webp', 100))).toBe(
      'inside',
    );
  });

  test.each([
    ['an absolute link', 'link', '/etc/passwd'],
    ['a relative one', 'link', '../secret'],
    ['a link to a folder beside it whose name begins alike', 'link/file', '../pack-other'],
    ['a link to the folder around it', 'link/secret', '..'],
  ])('is refused where %s leads out', async (_, name, target) => {
    await symlink(target, join(root, 'link'));
    await expect(read(name)).rejects.toMatchObject({ refusal: 'outside' });
  });

  test.each([
    '../secret',
    'seeds/../../secret',
    '/etc/passwd',
    'seeds\\..\\secret',
    'a\0b',
    '',
    '.',
    'C:/x',
    'a//b',
  ])('is refused by the name %j', async (name) => {
    await expect(read(name)).rejects.toMatchObject({ refusal: 'name' });
  });

  test('is refused where it is a folder, a pipe or a device, without waiting', async () => {
    await expect(read('seeds')).rejects.toMatchObject({ refusal: 'kind' });
    execFileSync('mkfifo', [join(root, 'pipe')]);
    await expect(read('pipe')).rejects.toMatchObject({ refusal: 'kind' });
    await symlink('/dev/zero', join(root, 'device'));
    await expect(containedFile(root, 'device')).rejects.toMatchObject({ refusal: 'outside' });
  });

  test('is refused where it is missing, leads in a circle, or is too large', async () => {
    await expect(read('none')).rejects.toMatchObject({ refusal: 'missing', message: 'is not there' });
    await symlink('loop', join(root, 'loop'));
    await expect(read('loop')).rejects.toMatchObject({ refusal: 'missing' });
    await expect(readContainedFile(root, 'seeds/yard/000.webp', 5)).rejects.toMatchObject({
      refusal: 'size',
    });
  });
});
