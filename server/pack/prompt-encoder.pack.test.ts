import { beforeAll, describe, expect, test } from 'vitest';
import { defaultPackFolder, loadPack, type Pack } from './pack.ts';
import { type PromptEncoder, readPromptEncoder } from './prompt-encoder.ts';

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
