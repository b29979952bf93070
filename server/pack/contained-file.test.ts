import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { containedFile, readContainedFile } from './contained-file.ts';

let outer: string;
let root: string;

beforeEach(async () => {
  outer = await mkdtemp(join(tmpdir(), 'contained-'));
  root = join(outer, 'pack');
  await mkdir(join(root, 'seeds'), { recursive: true });
  await writeFile(join(root, 'seeds/a.webp'), 'inside');
  await writeFile(join(outer, 'secret'), 'outside');
});
afterEach(() => rm(outer, { recursive: true }));

describe('a file of a folder', () => {
  it('is read, also through links that stay inside and a link to the folder itself', async () => {
    await symlink(join(root, 'seeds/a.webp'), join(root, 'link.webp'));
    await symlink(root, join(outer, 'linked'));
    for (const [folder, name] of [
      [root, 'seeds/a.webp'],
      [root, 'link.webp'],
      [join(outer, 'linked'), 'seeds/a.webp'],
    ]) {
      expect((await readContainedFile(folder, name, 100)).toString()).toBe('inside');
    }
  });

  it.each([
    '../secret',
    'seeds/../../secret',
    '/etc/passwd',
    '..\\secret',
    'C:\\secret',
    'a\0',
    '',
    '.',
    'seeds//a.webp',
  ])('is never named %j', async (name) => {
    await expect(containedFile(root, name)).rejects.toMatchObject({ refusal: 'name' });
  });

  it.each([
    ['a file', async () => symlink(join(outer, 'secret'), join(root, 'x'))],
    ['a file of the system', async () => symlink('/etc/passwd', join(root, 'x'))],
    ['a relative one', async () => symlink('../secret', join(root, 'x'))],
    [
      'a link to a link',
      async () => {
        await symlink(join(outer, 'secret'), join(root, 'y'));
        await symlink('y', join(root, 'x'));
      },
    ],
  ])('is not read where a link leads to %s outside', async (_what, link) => {
    await link();
    await expect(readContainedFile(root, 'x', 100)).rejects.toMatchObject({ refusal: 'outside' });
  });

  it('is not read through a folder that is a link outside', async () => {
    await symlink(outer, join(root, 'out'));
    await expect(readContainedFile(root, 'out/secret', 100)).rejects.toMatchObject({ refusal: 'outside' });
  });

  it('is no folder, pipe, socket or device, and none of them keeps anybody waiting', async () => {
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const server = createServer().listen(join(root, 'socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    try {
      for (const name of ['seeds', 'pipe', 'socket']) {
        await expect(readContainedFile(root, name, 100)).rejects.toMatchObject({ refusal: 'kind' });
      }
    } finally {
      server.close();
    }
  });

  it('is not read when it is larger than asked for, or not there', async () => {
    await expect(readContainedFile(root, 'seeds/a.webp', 3)).rejects.toMatchObject({ refusal: 'size' });
    await expect(readContainedFile(root, 'seeds/b.webp', 3)).rejects.toMatchObject({ refusal: 'missing' });
    await symlink('round', join(root, 'round'));
    await expect(readContainedFile(root, 'round', 3)).rejects.toMatchObject({ refusal: 'missing' });
  });
});
