import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chatMessageSchema, chatRequestSchema } from './messages.ts';
import { chatLimits, graphemes } from './text/display-text.ts';

const read = (text: unknown) => chatRequestSchema.safeParse({ text });

describe('chatRequestSchema', () => {
  it('takes 1 to 200 printable characters, without the space around them', () => {
    const printable = fc.string({ unit: fc.constantFrom(...'aZ9 .,!<>&é日👋'), maxLength: 260 });
    fc.assert(
      fc.property(printable, fc.constantFrom('', ' ', '  \n'), (text, space) => {
        const length = graphemes(text.trim().replace(/ +/g, ' '));
        const result = read(space + text + space);
        expect(result.success).toBe(length >= 1 && length <= chatLimits.characters);
        if (result.success) expect(result.data.text).toBe(text.trim().replace(/ +/g, ' '));
      }),
    );
  });

  it.each([
    ['a line break', 'a\nb'],
    ['a null', 'a\0b'],
    ['an escape', 'a\u001b[31mb'],
    ['a C1 control', 'a\u0085b'],
    ['a line separator', 'a\u2028b'],
    ['a turn of the direction of writing', 'a\u202eb'],
    ['half of a surrogate pair', 'a\ud83db'],
  ])('refuses %s', (_, text) => expect(read(text).success).toBe(false));

  it('takes emoji that are joined of several, and no other fields', () => {
    expect(read('👩‍🚀 👍🏽').success).toBe(true);
    expect(chatRequestSchema.safeParse({ text: 'hi', role: 'player' }).success).toBe(false);
    expect(read(3).success).toBe(false);
  });
});

it('a page drops what it does not know of a message', () => {
  const message = { id: 'ann', name: 'Ann', role: 'player', host: false, text: '<b>hi</b>' };
  expect(chatMessageSchema.parse({ ...message, more: 1 })).toEqual(message);
});
