import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import places from './development-places.json' with { type: 'json' };
import sentences from './held-out-sentences.json' with { type: 'json' };
import { defaultPackFolder, loadPack, type Pack } from './pack.ts';
import { type PromptEncoder, readPromptEncoder } from './prompt-encoder.ts';

/** How far a value may be off, as a share of its range. */
const tolerance = 0.25;

let pack: Pack;
let encoder: PromptEncoder;

beforeAll(async () => {
  pack = await loadPack(defaultPackFolder);
  const found = await readPromptEncoder(pack.folder, pack.manifest);
  if (found === undefined) throw new Error('the shipped pack reads no sentences');
  encoder = found;
});

/** Time and fog in tenths of their ranges, the theme by name. */
function read(sentence: string) {
  const { values, unknown } = encoder.read(sentence);
  const themes = pack.manifest.controls.find(({ name }) => name === 'theme')?.values;
  const theme = values.get('theme');
  return {
    time: values.get('timeOfDay'),
    fog: values.get('fog'),
    theme: theme === undefined ? undefined : themes?.[theme],
    unknown,
  };
}

describe('the shipped encoder', () => {
  test('takes all controls off one sentence', () => {
    const { time, fog, theme, unknown } = read('A foggy night in the red quarter, please!');
    expect(time).toBeGreaterThan(0.85);
    expect(fog).toBeGreaterThan(0.4);
    expect(theme).toBe('red quarter');
    expect(unknown).toEqual([]);
  });

  test.each([
    ['clear winter morning', { time: 0, fog: 0, theme: 'frost' }],
    ['noon in the jungle with thick fog', { time: 0.5, fog: 0.85, theme: 'jungle' }],
    ['dusk', { time: 1 }],
    ['snowy', { theme: 'frost' }],
  ])('%s', (sentence, expected) => {
    const found = read(sentence);
    for (const name of ['time', 'fog'] as const) {
      const value =
        'time' in expected || 'fog' in expected ? (expected as Record<string, unknown>)[name] : undefined;
      if (value === undefined) expect(found[name]).toBeUndefined();
      else expect(Math.abs((found[name] ?? 9) - Number(value))).toBeLessThan(0.15);
    }
    expect(found.theme).toBe('theme' in expected ? expected.theme : undefined);
  });

  test('understands words that are misspelt', () => {
    expect(read('fogy').fog).toBeGreaterThan(0.3);
    expect(read('jungel').theme).toBe('jungle');
  });

  test('names the words that mean nothing to it', () => {
    const { unknown, theme, time } = read('a dragon at noon with pirates');
    expect(unknown).toContain('dragon');
    expect(time).toBeCloseTo(0.5, 1);
    expect(theme).toBeUndefined();
    expect(read('').unknown).toEqual([]);
  });
});

test('a file that is not the one of the manifest is refused by name', async () => {
  const { relight } = pack.manifest;
  if (relight?.prompt === undefined) throw new Error('the shipped pack reads no sentences');
  const other = {
    ...pack.manifest,
    relight: { ...relight, prompt: { ...relight.prompt, sha256: '0'.repeat(64) } },
  };
  await expect(readPromptEncoder(pack.folder, other)).rejects.toThrow(/prompt\.json/);
  const fewer = { ...pack.manifest, controls: pack.manifest.controls.slice(0, 2) };
  await expect(readPromptEncoder(pack.folder, fewer)).rejects.toThrow(/controls/);
});

test('sixty sentences that it was not trained on are read right', () => {
  const cases = z
    .array(z.tuple([z.string(), z.record(z.string(), z.union([z.number(), z.string()]))]))
    .parse(sentences);
  const themes = pack.manifest.controls.find(({ name }) => name === 'theme')?.values ?? [];
  const wrong = cases.filter(([sentence, meant]) => {
    const { values, plan } = encoder.read(sentence);
    const said = new Map<string, number>([...values, ...plan]);
    return (
      said.size !== Object.keys(meant).length ||
      Object.entries(meant).some(([name, value]) => {
        const is = said.get(name);
        if (is === undefined) return true;
        return typeof value === 'string' ? themes[is] !== value : Math.abs(is - value) > tolerance;
      })
    );
  });
  const share = 1 - wrong.length / cases.length;
  process.stdout.write(`${(100 * share).toFixed(0)} % of ${cases.length} sentences were read right\n`);
  expect(cases).toHaveLength(60);
  expect(share, wrong.map(([sentence]) => sentence).join('; ')).toBeGreaterThanOrEqual(0.9);
});

test('sentences about places that it was made better by are read right', () => {
  const cases = z
    .array(z.tuple([z.string(), z.record(z.string(), z.union([z.literal(0), z.literal(1)]))]))
    .parse(places);
  const wrong = cases.filter(([sentence, meant]) => {
    const { plan } = encoder.read(sentence);
    return (
      plan.size !== Object.keys(meant).length ||
      [...plan].some(([name, is]) => is > 0.5 !== (meant[name] === 1))
    );
  });
  expect(cases).toHaveLength(120);
  expect(wrong.length / cases.length, wrong.map(([sentence]) => sentence).join('; ')).toBeLessThanOrEqual(
    0.05,
  );
});

test('apostrophes part no words', () => {
  expect(encoder.read("walls so high I can't see over").plan).toEqual(
    new Map([['tallness', expect.closeTo(1, 0)]]),
  );
  expect(encoder.read('so many doors I can’t choose').plan.get('openness')).toBeUndefined();
});
