import { expect, test } from 'vitest';
import { markName, nameParts, plainSentence, sentencePieces } from './person-name.ts';

test('a sentence is taken apart at its marked names', () => {
  const sentence = `${markName('Ann')} waves to ${markName('Ben (2)')}.`;
  expect(plainSentence(sentence)).toBe('Ann waves to Ben (2).');
  expect(sentencePieces(sentence)).toEqual([
    { piece: 'Ann', isName: true },
    { piece: ' waves to ', isName: false },
    { piece: 'Ben (2)', isName: true },
    { piece: '.', isName: false },
  ]);
  expect(sentencePieces('')).toEqual([]);
});

test('a number that the room added is apart from the name', () => {
  expect(nameParts('Ben (2)')).toEqual({ base: 'Ben', number: ' (2)' });
  expect(nameParts('Ben 2')).toEqual({ base: 'Ben 2', number: '' });
});
