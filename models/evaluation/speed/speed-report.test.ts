import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addToReport } from './speed-report.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'worldroom-report-'));
  file = join(folder, 'report.json');
});
afterEach(() => rm(folder, { recursive: true }));

const machine = (...sets: string[]) => ({
  ...{ cpu: 'a processor', cores: 2, convolution_gflops: 100 },
  instruction_sets: sets,
});

test('a report has one line for each kind of instruction sets, the newest, and keeps what else it says', async () => {
  await writeFile(file, JSON.stringify({ quick: false }));
  const wide = machine('AVX2', 'AVX-512F');
  for (const [rate, of] of [
    [1, wide],
    [2, machine('AVX2')],
    [3, machine('AVX-512F', 'AVX2')],
  ] as const) {
    await addToReport(file, { machine: of, rate }, of);
  }
  const { quick, speed } = JSON.parse(await readFile(file, 'utf8'));
  expect(quick).toBe(false);
  expect(speed.map(({ rate }: { rate: number }) => rate)).toEqual([2, 3]);
});

test('a file that is no report is left as it is', async () => {
  await writeFile(file, '[]');
  await expect(addToReport(file, { machine: machine() }, machine())).rejects.toThrow();
  expect(await readFile(file, 'utf8')).toBe('[]');
});
