import { expect, test } from 'vitest';
import { heldOutPlaces, means } from './sentences.ts';

test('there are sixty different sentences, and each asks for something', () => {
  expect(new Set(heldOutPlaces.map(([sentence]) => sentence)).size).toBe(60);
  expect(heldOutPlaces.every(([, meant]) => Object.keys(meant).length > 0)).toBe(true);
});

test('a reading asks for the same if each control is on the same side, and nothing else is asked', () => {
  expect(means({ openness: 0.15, doors: 0.8 }, { openness: 0, doors: 1 })).toBe(true);
  expect(means({ openness: 0.8 }, { openness: 0 })).toBe(false);
  expect(means({}, { openness: 0 })).toBe(false);
  expect(means({ openness: 0, greenery: 1 }, { openness: 0 })).toBe(false);
});
