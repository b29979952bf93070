import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { game as german } from '../../../client/texts/de/game.ts';
import { game as english } from '../../../client/texts/en/game.ts';
import { modeNameSchema } from '../../../shared/match.ts';
import { defaultMode, modeNamed, modes } from './modes.ts';

test.each(modes.map((mode) => [mode.name, mode] as const))(
  '%s has texts for everything that pages show',
  (name, mode) => {
    expect(modeNameSchema.parse(name)).toBe(name);
    expect(modeNamed(name)).toBe(mode);
    for (const game of [english, german]) {
      expect(game.modes[name]?.title).toBeTruthy();
      expect(game.modes[name]?.summary).toBeTruthy();
      for (const key of mode.says) expect(game.words[key] ?? game.announcements[key], key).toBeDefined();
    }
  },
);

test('names are unique, and the default of rooms is free play', () => {
  expect(new Set(modes.map(({ name }) => name)).size).toBe(modes.length);
  expect(defaultMode.schedule).toBeUndefined();
  expect(modeNamed('none')).toBeUndefined();
});

test('the example in docs/modes.md is the mode itself, in under 100 lines', async () => {
  const source = await readFile(new URL('tag.ts', import.meta.url), 'utf8');
  const page = await readFile(new URL('../../../docs/modes.md', import.meta.url), 'utf8');
  expect(page).toContain(`\`\`\`ts\n${source}\`\`\``);
  expect(source.split('\n').length).toBeLessThan(100);
});
