import { beforeAll, describe, expect, test } from 'vitest';
import { defaultPackFolder, loadPack } from './pack.ts';
import { PackError } from './pack-error.ts';
import { readWordTower, type WordTower } from './word-tower.ts';

let tower: WordTower;

beforeAll(async () => {
  const { folder, manifest } = await loadPack(defaultPackFolder, { checksWorlds: false });
  const found = await readWordTower(folder, manifest);
  if (found === undefined) throw new Error('the shipped pack has no words');
  tower = found;
});

const likeness = (one: Float32Array, other: Float32Array) =>
  one.reduce((sum, value, i) => sum + value * other[i], 0);

/** The surface that a phrase is nearest to. */
function meant(phrase: string): string {
  const embedding = tower.embed(phrase);
  return tower.surfaces.reduce((best, one) =>
    likeness(embedding, one.embedding) > likeness(embedding, best.embedding) ? one : best,
  ).name;
}

describe('the shipped words', () => {
  test('are of the materials of the pack’s plan, in its order', async () => {
    const { manifest } = await loadPack(defaultPackFolder, { checksWorlds: false });
    const { floors = [], walls = [], landmarks = [] } = manifest.plan?.materials ?? {};
    expect(tower.surfaces.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      ...floors.map(({ name }) => `floor ${name}`),
      ...walls.map(({ name }) => `wall ${name}`),
      ...landmarks.map(({ name }) => `landmark ${name}`),
    ]);
  });

  // None of these was trained on: HELD_OUT of models/training/worldroom_training/words/phrases.py.
  test.each([
    ['grassy ground', 'lawn'],
    ['cobbled street', 'cobbles'],
    ['Holzterrasse', 'deck'],
    ['the brick building', 'brick'],
    ['backsteine', 'brick'],
    ['turquoise tiled wall', 'teal tiles'],
    ['leafy hedge', 'hedge'],
    ['häuserfront', 'townhouse'],
    ['checkered tower', 'red and white checks'],
    ['rainbow wall', 'rainbow'],
    ['sunset painting', 'sunset mural'],
    ['flowery mural', 'flower mural'],
  ])('understand “%s”, which nobody listed', (phrase, name) => {
    expect(meant(phrase)).toBe(name);
  });

  test('embed phrases at length 1, whatever their case and spaces', () => {
    const embedding = tower.embed('Red  Brick ');
    expect(embedding).toEqual(tower.embed('red brick'));
    expect(Math.hypot(...embedding)).toBeCloseTo(1, 4);
  });

  test('are refused where the file is another one', async () => {
    const { folder, manifest } = await loadPack(defaultPackFolder, { checksWorlds: false });
    const other = { ...manifest, words: { file: 'goals.json', sha256: '0'.repeat(64) } };
    await expect(readWordTower(folder, other)).rejects.toThrow(PackError);
    expect(await readWordTower(folder, { ...manifest, words: undefined })).toBeUndefined();
  });
});
