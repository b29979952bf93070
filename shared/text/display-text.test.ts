import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  chatRequestSchema,
  controlsRequestSchema,
  createRoomSchema,
  joinOptionsSchema,
} from '../messages.ts';
import { displayText, graphemes, nameLimits } from './display-text.ts';

/** Every boundary that takes text from people which others read. */
const boundaries = {
  name: (text: string) => joinOptionsSchema.safeParse({ name: text }),
  'room name': (text: string) => createRoomSchema.safeParse({ name: text }),
  chat: (text: string) => chatRequestSchema.safeParse({ text }),
  'sentence for the world': (text: string) => controlsRequestSchema.safeParse({ prompt: text }),
};
const schema = displayText({ characters: 24, codeUnits: 96 });
const messageOf = (text: string) => schema.safeParse(text).error?.issues[0].message;

/** One character of every kind that is invisible, or that changes the text around it. */
const refused = [
  ...['\0', '\x07', '\t', '\n', '\r', '\x1b', '\x7f', '\x85', '\x9b'],
  ...['\u2028', '\u2029'],
  ...['\u061c', '\u200e', '\u200f', '\u202a', '\u202b', '\u202c', '\u202d', '\u202e'],
  ...['\u2066', '\u2067', '\u2068', '\u2069'],
  ...['\u00ad', '\u034f', '\u200b', '\u200c', '\u200d', '\u2060', '\u2061', '\u2064', '\ufeff', '\u180e'],
  ...['\u115f', '\u1160', '\u3164', '\uffa0', '\u2800', '\u17b4', '\u{1d159}', '\u{13441}'],
  ...['\ufe00', '\ufe0e', '\ufe0f', '\u{e0100}', '\u180b', '\u{e0001}', '\u{e0041}', '\u{e007f}'],
  ...[
    '\ufff9',
    '\ufffb',
    '\ufffc',
    '\ufffd',
    '\ud800',
    '\udc00',
    '\ue000',
    '\u{10ffff}',
    '\ufdd0',
    '\u{f0000}',
  ],
];
/** White space, which is trimmed at the ends of a text. */
const breaks = ['\t', '\n', '\r'];
const coded = refused.map((character) => [
  `U+${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  character,
]);

describe.each(Object.entries(boundaries))('a %s', (_boundary, parse) => {
  test.each(coded)('does not take %s at its beginning, within and at its end', (_code, character) => {
    const within = [`A${character}nn`, character];
    const outside = [`${character}Ann`, `Ann${character}`];
    for (const text of breaks.includes(character) ? within : [...within, ...outside]) {
      expect(parse(text).success, JSON.stringify(text)).toBe(false);
    }
  });

  test('is accepted unchanged, except for spaces and Unicode composition', () => {
    expect(parse('Ann').success).toBe(true);
    expect(parse('   ').success).toBe(false);
    expect(parse('\u3000\u00a0').success).toBe(false);
    expect(parse('').success).toBe(false);
    expect(parse(`A${'\u0301'.repeat(12)}nn`).success).toBe(false);
  });
});

describe('text that others see', () => {
  test('is in its composed form, with single spaces', () => {
    expect(schema.parse('  Jose\u0301 \u00a0\u3000 Luis ')).toBe('José Luis');
    expect(schema.parse('\t Ann\r\n')).toBe('Ann');
  });

  test.each([
    ['A\nB', /control characters \(here U\+000A\); remove it/],
    ['A\u202eB', /control characters \(here U\+202E\); remove it/],
    ['A\u200bB', /invisible characters \(here U\+200B\); remove it/],
    ['A\u3164B', /invisible characters \(here U\+3164\); remove it/],
    ['A\ud800B', /damaged characters \(here U\+D800\); type it again/],
    ['A\ue000B', /no meaning \(here U\+E000\); remove it/],
    [`A${'\u0300'.repeat(5)}`, /more than 4 marks on one character; remove some/],
    ['\u0301', /a mark on nothing \(here U\+0301\)/],
    ['x \u0301', /a mark on nothing/],
    ['', /must not be empty/],
    ['x'.repeat(25), /at most 24 characters/],
  ])('%j is refused with what is wrong and what to do', (text, message) => {
    expect(messageOf(text)).toMatch(message);
  });

  test.each([
    'Zoë',
    'Nguyễn Thị Hằng',
    'می‌خواهم', // Persian: a zero-width non-joiner between two words that are written together
    'خانه‌ها',
    'क्‍ष', // Devanagari half form: virama and zero-width joiner
    'क्‌ष',
    'ශ්‍රී ලංකා', // Sinhala
    'ന്‍റെ', // Malayalam
    'র‍্যাব', // Bengali: joiner before a virama
    'مُحَمَّد',
    'שָׁלוֹם',
    'ผู้ใช้',
    'བསྒྲུབས',
    '한국어',
    '山田 太郎',
    'Ιωάννης',
    'Мария',
    '👩‍👩‍👧‍👦',
    '👩🏽‍🚀 Ann',
    '🏳️‍🌈',
    '❤️‍🔥',
    '1️⃣ first',
    '❤️',
    '☺︎',
    '🏴󠁧󠁢󠁳󠁣󠁴󠁿', // Scotland
    '🇺🇦',
    '葛󠄀', // a variant of a Han character
    '...',
    "D'Arcy-O’Neil",
    'Łódź №5',
  ])('%s is taken', (text) => {
    expect(messageOf(text)).toBeUndefined();
    expect(schema.parse(schema.parse(text))).toBe(schema.parse(text));
  });

  test.each([
    ['a joiner at the end of an emoji', '👩\u200d'],
    ['a joiner between emoji and letter', '👩\u200dA'],
    ['two joiners', '👩\u200d\u200d👧'],
    ['a joiner between Latin letters', 'A\u200cnn'],
    ['a joiner between a Latin and an Arabic letter', 'A\u200cم'],
    ['a joiner at the end of Persian', 'می\u200c'],
    ['a joiner at the beginning of Persian', '\u200cمی'],
    ['a selector on a letter', 'A\ufe0fnn'],
    ['two selectors', '❤\ufe0f\ufe0f'],
    ['a black flag with other tags', '🏴\u{e0061}\u{e0062}\u{e007f}'],
    ['a tag alone', 'A\u{e0041}'],
  ])('%s is refused', (_what, text) => {
    expect(messageOf(text)).toMatch(/invisible characters/);
  });

  test('is measured in grapheme clusters, within a bound of code units', () => {
    expect(messageOf('👩‍👩‍👧‍👦'.repeat(8))).toBeUndefined();
    expect(messageOf('👩‍👩‍👧‍👦'.repeat(9))).toMatch(/at most 24/);
    expect(messageOf('é'.repeat(24))).toBeUndefined();
    expect(messageOf('e\u0301'.repeat(24))).toBeUndefined();
    expect(messageOf('क्षि'.repeat(24))).toBeUndefined();
    expect(messageOf('é'.repeat(25))).toMatch(/at most 24/);
    expect(messageOf(' '.repeat(1e6))).toMatch(/at most 24/);
    expect(graphemes('👩🏽‍🚀é1️⃣')).toBe(3);
  });

  test('is readable for every input', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc
        .array(fc.constantFrom('A', ' ', '👩', 'م', '\u0301', ...refused), { maxLength: 20 })
        .map((all) => all.join('')),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const result = schema.safeParse(text);
        if (!result.success) return;
        const clean = result.data;
        expect(clean).toBe(clean.normalize('NFC').trim());
        expect(clean).toMatch(/[\p{L}\p{N}\p{P}\p{S}]/u);
        expect(clean).not.toMatch(
          /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\u200b\u2060\u3164]| {2}/u,
        );
        expect(clean.length).toBeLessThanOrEqual(nameLimits.codeUnits);
        expect(schema.parse(clean)).toBe(clean);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a person’s name', () => {
  test.each([
    '👑 Ann',
    'Ann ♔',
    '♛',
    'Ann (host)',
    '[HOST] Ann',
    '【host】Ann',
    'Ann *host*',
    'Ann (the host)',
    'Ann （ｈｏｓｔ）',
  ])('%s is refused: it is like the badge of the host', (name) => {
    expect(joinOptionsSchema.safeParse({ name }).error?.issues[0]).toMatchObject({
      path: ['name'],
      message: expect.stringMatching(/host/),
    });
  });

  test.each(['Host', 'Hostess', 'Ghost (boo)', 'Ann (ghost)', 'Ann'])('%s is taken', (name) => {
    expect(joinOptionsSchema.parse({ name }).name).toBe(name);
  });
});
