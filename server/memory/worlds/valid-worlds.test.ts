import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BrokenSeed, loadPack } from '../../pack/pack.ts';
import { ValidWorlds } from './valid-worlds.ts';
import { WorldThread } from './world-thread.ts';

const tiny = join(import.meta.dirname, '../../generation/fixtures/pack');
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
afterEach(async () => {
  for (const thread of threads.splice(0)) await thread.close();
  await rm(folder, { recursive: true });
});

const threads: WorldThread[] = [];

/** The worlds that a server offers when it begins to listen. */
async function opened(broken?: (seed: BrokenSeed) => void): Promise<ValidWorlds> {
  const pack = await loadPack(folder, { checksWorlds: false });
  const thread = new WorldThread(pack.manifest);
  threads.push(thread);
  return ValidWorlds.open(pack, { thread, ...(broken && { broken }) });
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

const names = (worlds: readonly { name: string }[]) => worlds.map(({ name }) => name);

describe('a broken world seed', () => {
  it.each(faults)('is left out and told once, with its file named, if %s', async (_what, file, harm) => {
    await harm();
    const told: BrokenSeed[] = [];
    const worlds = await opened((seed) => told.push(seed));
    await worlds.checkAll();
    await worlds.checkAll();
    expect(names(worlds.valid)).toEqual(['plain']);
    expect(worlds.broken).toEqual(told);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ name: 'second', error: { message: expect.stringMatching(file) } });
    expect(await worlds.isValid('second')).toBe(false);
    expect(worlds.unchecked).toBe(0);
  });

  it('fails the start with all names if none is valid', async () => {
    await rm(second('001.webp'));
    await rm(join(folder, 'seeds/plain/001.webp'));
    await expect(opened()).rejects.toThrow(/plain[\s\S]*second/);
  });

  it('that is the first makes the next one the first', async () => {
    await rm(join(folder, 'seeds/plain/001.webp'));
    const worlds = await opened();
    expect([await worlds.first(), names(worlds.broken)]).toEqual(['second', ['plain']]);
  });
});

describe('worlds that were not checked yet', () => {
  /** Checks that end when the test says so, by name in the order in which they began. */
  function heldChecks() {
    const held = new Map<string, (error?: Error) => void>();
    const check = (path: string) =>
      new Promise<void>((resolve, reject) => {
        held.set(path.split('/').at(-1) ?? '', (error) => (error ? reject(error) : resolve()));
      });
    const end = async (name: string, error?: Error) => {
      held.get(name)?.(error);
      held.delete(name);
      await nextTurn();
    };
    return { held, check, end };
  }

  async function four() {
    const { manifest } = await loadPack(folder, { checksWorlds: false });
    const seeds = ['first', 'second', 'third', 'fourth'].map((name) => ({ name, title: name }));
    const { check, end, held } = heldChecks();
    const pack = { folder, manifest: { ...manifest, seeds }, broken: [] };
    const opening = ValidWorlds.open(pack, { thread: { check } });
    await end('first');
    return { worlds: await opening, end, held };
  }

  it('are no part of the list, and are checked one at a time', async () => {
    const { worlds, end, held } = await four();
    expect([names(worlds.valid), worlds.unchecked, [...held.keys()]]).toEqual([['first'], 3, []]);
    const all = worlds.checkAll();
    for (const name of ['second', 'third', 'fourth']) {
      await nextTurn();
      expect([...held.keys()]).toEqual([name]);
      await end(name);
    }
    await all;
    expect([names(worlds.valid), worlds.unchecked]).toEqual([['first', 'second', 'third', 'fourth'], 0]);
  });

  it('are checked before others when somebody asks for them, and once for all who ask', async () => {
    const { worlds, end, held } = await four();
    const all = worlds.checkAll();
    await nextTurn();
    const asked = Promise.all([worlds.isValid('fourth'), worlds.isValid('fourth')]);
    expect([...held.keys()]).toEqual(['second', 'fourth']);
    await end('fourth');
    expect(await asked).toEqual([true, true]);
    expect(names(worlds.valid)).toEqual(['first', 'fourth']);
    await end('second');
    await end('third');
    await all;
    expect(worlds.unchecked).toBe(0);
  });

  it('are checked when somebody asks for them after the thread failed', async () => {
    const { worlds, end } = await four();
    const all = worlds.checkAll();
    await nextTurn();
    await Promise.all([
      expect(all).rejects.toThrow('the thread ended'),
      end('second', new Error('the thread ended')),
    ]);
    expect([names(worlds.valid), names(worlds.broken), worlds.unchecked]).toEqual([['first'], [], 3]);
    const asked = worlds.isValid('second');
    await end('second');
    expect(await asked).toBe(true);
  });

  it('are none under a name that the pack does not have', async () => {
    const { worlds, held } = await four();
    expect([await worlds.isValid('../first'), [...held.keys()]]).toEqual([false, []]);
  });
});
