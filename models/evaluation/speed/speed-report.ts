import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Machine } from './machine.ts';

const lineSchema = z.looseObject({ machine: z.looseObject({ instruction_sets: z.array(z.string()) }) });
const reportSchema = z.looseObject({ speed: z.array(lineSchema).default([]) });

/**
 * Writes measured speeds into a pack's report, beside those of machines with other instruction sets. What was measured
 * with the same ones before is replaced.
 *
 * @throws Error if the file is no report
 */
export async function addToReport(file: string, figures: object, machine: Machine): Promise<void> {
  const report = reportSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  const sets = (line: { instruction_sets: readonly string[] }) => [...line.instruction_sets].sort().join(' ');
  const others = report.speed.filter((line) => sets(line.machine) !== sets(machine));
  const speed = [...others, { date: new Date().toISOString().slice(0, 10), ...figures }];
  await writeFile(file, `${JSON.stringify({ ...report, speed }, undefined, 2)}\n`);
}
