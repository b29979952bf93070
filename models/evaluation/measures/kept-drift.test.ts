import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type KeptDrift, keepDrift, readDrift } from './kept-drift.ts';

const figures = { first: 24, last: 23, ratio: 23 / 24, wandering: { aged: 22, fresh: 21 }, inWalls: 0 };
const kept: KeptDrift = {
  graphs: { draw: 'aa', condition: 'bb' },
  seed: 1_000_000,
  drift: { ticks: 720, idle: figures, active: { ...figures, last: 24 } },
};
const folders: string[] = [];
afterEach(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true }))));

test('long rollouts are reused only for the weights, the world and the length they were measured with', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'drift-'));
  folders.push(folder);
  const file = path.join(folder, 'new', 'drift.json');
  await keepDrift(file, kept);
  const { graphs, seed, drift } = kept;
  const asked = { graphs, seed, ticks: 720 };
  expect(await readDrift(file, asked)).toEqual(drift);
  await expect(readDrift(file, { ...asked, ticks: 721 })).rejects.toThrow(/720 ticks .*--only drift/);
  await expect(readDrift(file, { ...asked, seed: 1_000_001 })).rejects.toThrow(/world 1000000/);
  await expect(readDrift(file, { ...asked, graphs: { ...graphs, draw: 'cc' } })).rejects.toThrow(
    /weights: draw/,
  );
  await expect(readDrift(file, { ...asked, graphs: { ...graphs, relight: 'dd' } })).rejects.toThrow(
    /relight/,
  );
});
