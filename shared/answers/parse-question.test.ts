import { describe, expect, test } from 'vitest';
import { parseQuestion } from './parse-question.ts';

const room = { seenBy: 'room' } as const;

describe('a question in words', () => {
  test.each([
    ['How many orbs are there?', { ask: 'count', what: { kind: 'orb' }, ...room }],
    ['how many orbs have I seen', { ask: 'count', what: { kind: 'orb' }, seenBy: 'me' }],
    ['How many doors are open?', { ask: 'count', what: { kind: 'door', state: 'open' }, ...room }],
    ['Where is the red door?', { ask: 'where', what: { kind: 'door', colour: 'red' }, ...room }],
    ['How far is the ball?', { ask: 'distance', what: { kind: 'ball' }, ...room }],
    [
      'How far is the ball from the blue block?',
      { ask: 'distance', what: { kind: 'ball' }, from: { kind: 'block', colour: 'blue' }, ...room },
    ],
    ['Which way is Anna Lee?', { ask: 'direction', what: { kind: 'player', name: 'Anna Lee' }, ...room }],
    ['How big is the block?', { ask: 'size', what: { kind: 'block' }, ...room }],
    ['How big is this place?', { ask: 'size', ...room }],
    [
      'Which is nearer, the orb or the closed door?',
      { ask: 'nearer', what: { kind: 'orb' }, than: { kind: 'door', state: 'closed' }, ...room },
    ],
    [
      'In which order were the ball, the door and the orb first seen?',
      { ask: 'order', things: [{ kind: 'ball' }, { kind: 'door' }, { kind: 'orb' }], ...room },
    ],
    ['What is the way to the ball from here?', { ask: 'route', what: { kind: 'ball' }, ...room }],
    ['How do I get to the pink player?', { ask: 'route', what: { kind: 'player', colour: 'pink' }, ...room }],
    [
      'Wo ist die grüne Kiste oder der grüne Block?',
      { ask: 'where', what: { kind: 'block', colour: 'green' }, ...room },
    ],
    [
      'Wie viele geschlossene Türen gibt es?',
      { ask: 'count', what: { kind: 'door', state: 'closed' }, ...room },
    ],
    ['Wie komme ich zum roten Block?', { ask: 'route', what: { kind: 'block', colour: 'red' }, ...room }],
  ])('%s', (words, question) => {
    expect(parseQuestion(words, ['Anna', 'Anna Lee'])).toEqual(question);
  });

  test.each(['Hello', 'Where is the dragon?', 'Why is the door red?', 'Which is nearer, the orb?', '', '🦊'])(
    'is refused where nothing can answer it: %s',
    (words) => {
      expect(parseQuestion(words, ['Anna'])).toBeUndefined();
    },
  );

  test('a name counts as a whole word alone', () => {
    expect(parseQuestion('Where is Ann?', ['Anna'])).toBeUndefined();
  });
});
