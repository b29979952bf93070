import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Attempt } from './case-verdict.ts';
import { KeptAttempts, sourceSum } from './kept-attempts.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kept-attempts-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const sources = { size: '512x288' };
const attempts: Attempt[] = [
  'unseen',
  {
    kind: 'door',
    right: { model: true, newest: false, none: false },
    references: [true],
    pictures: [new Uint8Array(3)],
  },
];
const never = () => Promise.reject(new Error('was played before'));

it('goes on after the cases that an ended run has played', async () => {
  await new KeptAttempts(folder, sources).get('race 1 0', async () => attempts);
  const again = new KeptAttempts(folder, sources);
  expect(again.size).toBe(1);
  const [unseen, verdict] = await again.get('race 1 0', never);
  expect(unseen).toBe('unseen');
  expect(verdict).toEqual({ ...Object(attempts[1]), pictures: [] });
  await expect(again.get('race 1 1', never)).rejects.toThrow('was played before');
});

it('plays a case again whose line was not written whole', async () => {
  await new KeptAttempts(folder, sources).get('race 1 0', async () => attempts);
  const [file] = readdirSync(folder);
  appendFileSync(path.join(folder, file), '{"case":"race 1 1","atte');
  expect(new KeptAttempts(folder, sources).size).toBe(1);
  // What is written after half a line is on a line of its own.
  await new KeptAttempts(folder, sources).get('race 1 1', async () => attempts);
  expect(new KeptAttempts(folder, sources).size).toBe(2);
});

it('knows nothing of runs of other sources', async () => {
  await new KeptAttempts(folder, sources).get('race 1 0', async () => attempts);
  expect(new KeptAttempts(folder, { size: '256x144' }).size).toBe(0);
});

it('tells code apart by its sources alone', () => {
  writeFileSync(path.join(folder, 'noun.ts'), 'export const a = 1;\n');
  const before = sourceSum([folder]);
  writeFileSync(path.join(folder, 'noun.test.ts'), 'test\n');
  expect(sourceSum([folder])).toBe(before);
  writeFileSync(path.join(folder, 'noun.ts'), 'export const a = 2;\n');
  expect(sourceSum([folder])).not.toBe(before);
});
