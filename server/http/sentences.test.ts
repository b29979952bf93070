import { expect, test } from 'vitest';
import type { SentenceReading } from '../../shared/preview.ts';
import { mapPack } from '../rooms/endless.fixture.ts';
import { askedFor, sentenceReader } from './sentences.ts';

const reading: SentenceReading = { looks: { timeOfDay: 18 }, plan: { openness: 0, doors: 1 }, unknown: [] };
const read = async (sentence: string | undefined) => (sentence === undefined ? undefined : reading);

test('numbers count more than words, and words ask for the look as well', async () => {
  const asked = await askedFor({ begin: 'nothing', sentence: 'a maze at dusk', plan: { doors: 0.5 } }, read);
  expect(asked).toEqual({ plan: { openness: 0, doors: 0.5 }, looks: { timeOfDay: 18 } });
});

test('a room without a map is asked for its look alone', async () => {
  expect(await askedFor({ sentence: 'a maze at dusk' }, read)).toEqual({ looks: { timeOfDay: 18 } });
  expect(await askedFor({ begin: 'endless' }, read)).toEqual({});
});

test('a pack that reads no sentences refuses them', async () => {
  const none = sentenceReader(mapPack);
  expect(await none(undefined)).toBeUndefined();
  await expect(none('dusk')).rejects.toMatchObject({ status: 400, field: 'sentence' });
});
