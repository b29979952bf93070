import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { english } from './en/english.ts';
import { textsOf } from './every-text.fixture.ts';
import { type Language, languageFor, languages } from './languages.ts';

const translations = Object.keys(languages).filter((tag): tag is Language => tag !== 'en');

/** Words that are the same in both languages. */
const alike = new Set([
  'Worldroom',
  '1 · Worldroom',
  '3 · Worldroom',
  'Chat',
  'Emotes',
  'Gamepad',
  'Home',
  'Host',
  'host',
  'Links',
  'Live',
  'Orange',
  'Tab',
  'Team 1',
  'Team 3',
  'Touch',
  'Esc',
  'Vibration',
  'Bots',
  '1 kbit/s',
  '3 kbit/s',
]);

const wordPattern = /\p{L}{3,}/u;
const original = textsOf(english);

describe.each(translations)('the texts in "%s"', (tag) => {
  const translated = textsOf(languages[tag]);

  it('are all there, and none is too many', () => {
    expect([...translated.keys()].sort()).toEqual([...original.keys()].sort());
  });

  it('are empty where the English ones are, and nowhere else', () => {
    const empty = (texts: Map<string, string>) => [...texts].filter(([, text]) => text.trim() === '');
    expect(empty(translated)).toEqual(empty(original));
    for (const text of translated.values()) expect(text).not.toMatch(/undefined|NaN|\[object/);
  });

  it('are not the English ones', () => {
    const same = [...translated].filter(
      ([path, text]) => text === original.get(path) && wordPattern.test(text) && !alike.has(text),
    );
    expect(same).toEqual([]);
  });
});

describe.each(Object.keys(languages) as Language[])('names of buttons in "%s"', (tag) => {
  const { capture, links, saves, sketch } = languages[tag];

  // Whoever speaks to a device says what is seen (WCAG 2.5.3).
  it.each([
    [saves.back, saves.backTo('m')],
    [saves.branch, saves.branchOf('m')],
    [saves.watch, saves.watchOf('m')],
    [saves.forget, saves.forgetOf('m')],
    [capture.start, capture.startOf('v')],
    [capture.stop, capture.stopOf('v')],
    [links.copy, links.copyOf('l')],
    [links.qr, links.qrOf('l')],
    [sketch.remove, sketch.removeWall(1)],
  ])('that say "%s" contain it', (label, name) => {
    expect(name.toLowerCase()).toContain(label.toLowerCase());
  });
});

describe('numbers, lists and plural forms', () => {
  it('are those of the language', () => {
    const { en, de } = languages;
    expect(en.stats.milliseconds(2.5)).toBe('2.5 ms');
    expect(de.stats.milliseconds(2.5)).toBe('2,5 ms');
    expect(en.game.roundWon(['Ada', 'Bob', 'Cyd'])).toBe('The round goes to Ada, Bob and Cyd');
    expect(de.game.roundWon(['Ada', 'Bob', 'Cyd'])).toBe('Die Runde geht an Ada, Bob und Cyd');
    expect(en.game.alone('Ada', 1)).toBe('Ada: 1 point');
    expect(en.game.alone('Ada', 0)).toBe('Ada: 0 points');
    expect(de.game.alone('Ada', 1)).toBe('Ada: 1 Punkt');
    expect(de.game.alone('Ada', 2)).toBe('Ada: 2 Punkte');
    expect(en.game.says.countdown(1, 3, 1)).toBe('Round 1 of 3 begins in 1 second');
    expect(de.people.here(1, 2)).toBe('3 in diesem Raum: 1 spielt, 2 schauen zu');
  });
});

describe('languageFor', () => {
  it('takes the first wish that there is, whatever its region', () => {
    expect(languageFor(['de-AT', 'en'])).toBe('de');
    expect(languageFor(['fr', 'DE', 'en'])).toBe('de');
    expect(languageFor(['en-US', 'de'])).toBe('en');
  });

  it('takes English where there is none of them', () => {
    expect(languageFor(['fr', 'constructor', ''])).toBe('en');
    expect(languageFor([])).toBe('en');
  });
});

it('has words for all that the shipped pack says of its controls', async () => {
  const file = await readFile(new URL('../../models/arena/pack.json', import.meta.url), 'utf8');
  const described = z.array(z.object({ description: z.string() }));
  const { actions, controls } = z
    .object({ actions: z.object({ axes: described, buttons: described }), controls: described })
    .parse(JSON.parse(file));
  for (const { description } of [...actions.axes, ...actions.buttons, ...controls]) {
    expect(english.packs[description], description).toBe(description);
  }
});
