import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadPack } from '../pack/pack.ts';
import { withValidWorlds } from './valid-worlds.ts';
import { WorldThread } from './world-thread.ts';

const tiny = join(import.meta.dirname, '../generation/fixtures/pack');
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sound-worlds-'));
  await cp(tiny, folder, { recursive: true });
  await cp(join(folder, 'seeds/plain'), join(folder, 'seeds/second'), { recursive: true });
  const file = join(folder, 'pack.json');
  const manifest = JSON.parse(await readFile(file, 'utf8'));
  manifest.seeds.push({ name: 'second', title: 'Second' });
  await writeFile(file, JSON.stringify(manifest));
});
afterEach(() => rm(folder, { recursive: true }));

/** The pack as a server offers it. */
async function offered() {
  const pack = await loadPack(folder);
  const thread = new WorldThread(pack.manifest);
  try {
    return await withValidWorlds(pack, thread);
  } finally {
    await thread.close();
  }
}

const second = (name: string) => join(folder, 'seeds/second', name);
const faults: [string, RegExp, () => Promise<unknown>][] = [
  ['a picture is missing', /001\.webp/, () => rm(second('001.webp'))],
  ['a picture is damaged', /001\.webp/, () => writeFile(second('001.webp'), 'no picture')],
  [
    'a depth is cut short',
    /002\.png/,
    async () => {
      const whole = await readFile(second('002.png'));
      await writeFile(second('002.png'), whole.subarray(0, whole.length / 2));
    },
  ],
  ['seed.json is no JSON', /seed\.json/, () => writeFile(second('seed.json'), '{')],
  [
    'seed.json has no starts',
    /spawns/,
    async () => {
      const seed = JSON.parse(await readFile(second('seed.json'), 'utf8'));
      await writeFile(second('seed.json'), JSON.stringify({ ...seed, spawns: [] }));
    },
  ],
  [
    'a picture is a link out of the pack',
    /000\.webp/,
    async () => {
      await rm(second('000.webp'));
      await symlink('/etc/passwd', second('000.webp'));
    },
  ],
  ['the folder is not there', /second/, () => rm(join(folder, 'seeds/second'), { recursive: true })],
];

describe('a broken world seed', () => {
  it.each(faults)('is left out, with its file named, if %s', async (_what, file, harm) => {
    await harm();
    const pack = await offered();
    expect(pack.manifest.seeds.map(({ name }) => name)).toEqual(['plain']);
    expect(pack.broken).toHaveLength(1);
    expect(pack.broken[0]).toMatchObject({ name: 'second', error: { message: expect.stringMatching(file) } });
    await expect(pack.seed('second')).rejects.toThrow();
    expect((await pack.seed('plain')).keyframes.length).toBeGreaterThan(0);
  });

  it('fails the start with all names if none is valid', async () => {
    await rm(second('001.webp'));
    await rm(join(folder, 'seeds/plain/001.webp'));
    await expect(offered()).rejects.toThrow(/plain[\s\S]*second/);
  });
});
