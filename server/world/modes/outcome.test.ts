import { expect, test } from 'vitest';
import { outcomeOf } from './outcome.ts';

const standing = { score: 7, roundScore: 2, role: 'it' };

test('a result is worth its points, and over with the match', () => {
  expect(outcomeOf({}, { phase: 'round', round: 1 }, standing)).toEqual({ worth: 7, over: false });
  expect(outcomeOf({}, { phase: 'over', round: 3 }, standing)).toEqual({ worth: 7, over: true });
  expect(outcomeOf({}, { phase: 'waiting', round: 0 }, undefined)).toEqual({ worth: 0, over: false });
});

test('a mode may say otherwise', () => {
  const mode = {
    outcome: ({ score, role }: { score: number; role: string }) => ({ worth: role === 'it' ? -1 : score }),
  };
  expect(outcomeOf(mode, { phase: 'round', round: 1 }, standing)).toEqual({ worth: -1, over: false });
  expect(outcomeOf(mode, { phase: 'round', round: 1 }, { ...standing, role: '' }).worth).toBe(7);
});
