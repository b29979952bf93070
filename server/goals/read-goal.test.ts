import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goalStepSchema } from '../../shared/goals/goal-step.ts';
import { goalWordsSchema } from '../../shared/goals/goal-words.ts';
import { readGoal } from './read-goal.ts';

const file = new URL('../../models/arena/goals.json', import.meta.url);
const words = goalWordsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
const read = (text: string) => {
  const goal = readGoal(text, words);
  return 'steps' in goal ? goal.steps.map(({ said: _, ...step }) => step) : goal.fault;
};
const door = { kind: 'door' } as const;
const ball = { kind: 'ball' } as const;

describe('a goal', () => {
  it('is read into steps', () => {
    expect(read('Bring the ball to the shrine and close the door behind you.')).toEqual([
      { verb: 'bring', thing: ball, target: { mark: 'shrine' } },
      { verb: 'close', thing: door, behind: true },
    ]);
  });

  it('has a verb in the sense that its step fits', () => {
    expect(read('take the nearest orb, take the ball to the start')).toEqual([
      { verb: 'take', thing: { kind: 'orb', which: 'nearest' } },
      { verb: 'bring', thing: ball, target: { place: 'start' } },
    ]);
  });

  it('speaks of what was spoken of before', () => {
    expect(read('go through the farthest door and shut it')).toEqual([
      { verb: 'pass', thing: { kind: 'door', which: 'farthest' } },
      { verb: 'close', thing: { kind: 'door' } },
    ]);
  });

  it('is read in any language of the pack', () => {
    expect(read('Bring den Ball zum Schrein und schließe die Tür hinter dir')).toEqual(
      read('bring the ball to the shrine and close the door behind you'),
    );
  });

  it('may speak of colours and of places beside things', () => {
    expect(read('put a block next to the red player, then remove the yellow box')).toEqual([
      { verb: 'place', thing: { kind: 'block' }, target: { thing: { kind: 'player', colour: 'red' } } },
      { verb: 'remove', thing: { kind: 'block', colour: 'yellow' } },
    ]);
  });

  it.each(words.languages.flatMap(({ examples }) => examples))(
    'is understood as the pack says: %s',
    (text) => {
      expect(readGoal(text, words)).toHaveProperty('steps');
    },
  );
});

describe('what is no goal', () => {
  it('is answered with the words that are not known, and what can be said', () => {
    const { examples } = words.languages[0];
    expect(read('juggle the ball and dance')).toEqual({
      code: 'goal-unknown-words',
      values: { words: ['juggle', 'dance'], examples },
    });
  });

  it.each([
    ['close the ball'],
    ['the door'],
    ['bring the ball'],
    ['close behind you'],
    ['bring the ball to'],
    ['it'],
    ['go to the red'],
    ['open the door open the door'],
    [''],
    ['and'],
  ])('is said to be unclear: %s', (text) => {
    expect(read(text)).toMatchObject({ code: 'goal-unclear' });
  });

  it('is said to be too long', () => {
    expect(read(Array(9).fill('open the door').join(' and '))).toMatchObject({ code: 'goal-too-long' });
    expect(read('the '.repeat(1000))).toMatchObject({ code: 'goal-too-long' });
  });

  it('never makes the reader fail', () => {
    const some = words.languages[0];
    const known = [...Object.values(some.verbs), ...Object.values(some.things), ...Object.values(some.words)];
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...known.flat()), fc.string())), (parts) => {
        const goal = readGoal(parts.join(' '), words);
        if ('fault' in goal) expect(goal.fault.code).toMatch(/^goal-/);
        else for (const { said: _, ...step } of goal.steps) goalStepSchema.parse(step);
      }),
    );
  });
});
