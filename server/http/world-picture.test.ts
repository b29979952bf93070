import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { worldPicture } from './world-picture.ts';

const tiny = join(import.meta.dirname, '../generation/fixtures/pack');
let folder: string;
let seed: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'world-picture-'));
  await cp(tiny, folder, { recursive: true });
  seed = join(folder, 'seeds/plain');
});
afterEach(() => rm(folder, { recursive: true }));

test('a world shows its first picture, encoded anew', async () => {
  const picture = await worldPicture(folder, 'plain');
  expect(picture.subarray(8, 12).toString()).toBe('WEBP');
});

test.each([
  ['a link to a file of the system', () => symlink('/etc/passwd', join(seed, '000.webp'))],
  [
    'a link to a picture elsewhere',
    () => symlink(join(tiny, 'seeds/plain/000.webp'), join(seed, '000.webp')),
  ],
  ['text', () => writeFile(join(seed, '000.webp'), 'root:x:0:0')],
  ['half a picture', () => writeFile(join(seed, '000.webp'), Buffer.from('RIFF\x10\x00\x00\x00WEBPVP8 '))],
  ['a pipe', async () => void execFileSync('mkfifo', [join(seed, '000.webp')])],
  ['nothing', async () => {}],
])('%s in its place is not sent', async (_what, put) => {
  await rm(join(seed, '000.webp'));
  await put();
  await expect(worldPicture(folder, 'plain')).rejects.toMatchObject({
    status: 404,
    message: expect.stringMatching(/The world "plain" has no picture/),
  });
});

test.each(['../../../../../../etc/passwd', '/etc/passwd', '..\\..\\passwd', 'C:\\x.webp', 'a\0.webp'])(
  'a seed.json that names %j is not followed',
  async (image) => {
    const file = join(seed, 'seed.json');
    const content = JSON.parse(await readFile(file, 'utf8'));
    content.keyframes[0].image = image;
    await writeFile(file, JSON.stringify(content));
    await expect(worldPicture(folder, 'plain')).rejects.toMatchObject({ status: 404 });
  },
);
