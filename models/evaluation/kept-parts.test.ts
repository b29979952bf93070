import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepPart, keptPartsOf } from './kept-parts.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'worldroom-parts-'));
  file = join(folder, 'report.json');
});
afterEach(() => rm(folder, { recursive: true }));

test('a part takes the place of the one before, and a full evaluation keeps it', async () => {
  await writeFile(file, JSON.stringify({ quick: false, speed: [{ rate: 12 }], walk: { ticks: 1 } }));
  await keepPart(file, 'walk', { ticks: 2 });
  await keepPart(file, 'endless', { towns: 8 });
  const { quick, ...parts } = JSON.parse(await readFile(file, 'utf8'));
  expect(quick).toBe(false);
  const date = expect.stringMatching(/^\d{4}-\d\d-\d\d$/);
  expect(parts).toEqual({ speed: [{ rate: 12 }], walk: { date, ticks: 2 }, endless: { date, towns: 8 } });
  expect(await keptPartsOf(file)).toEqual(parts);
});

test('there is nothing to keep where there is no report yet', async () => {
  expect(await keptPartsOf(file)).toEqual({});
});

test('a file that is no report is left as it is', async () => {
  await writeFile(file, '[]');
  await expect(keepPart(file, 'walk', {})).rejects.toThrow();
  expect(await readFile(file, 'utf8')).toBe('[]');
});
