import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KeptRecordings } from './kept-recordings.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'worldroom-recordings-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a recording is found by another process, and by what it is alone', async () => {
  const key = { seed: 1, hand: 'walker', by: 'room', ticks: 120 };
  const replayed = { seed: 1, hand: 'walker', metres: 17, share: 1, mean: 0.1, most: 0.2 } as const;
  await new KeptRecordings(folder).keep(key, { ...replayed, left: undefined });
  const kept = new KeptRecordings(folder);
  expect(await kept.get(key)).toEqual(replayed);
  expect(await kept.get({ ...key, by: 'pictures' })).toBeUndefined();
  expect(await kept.get({ ...key, ticks: 80 })).toBeUndefined();
});
