import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeWholeFile } from '../../server/pack/whole-file.ts';

/** Parts of a report that are measured by commands of their own, because each takes long or needs a quiet machine. */
export const keptParts = [
  'speed',
  'governor',
  'endless',
  'shut_in',
  'walk',
  'unknown',
  'dreamt',
  'sentences',
  'bots',
  'latent_replay',
  'goals',
  'answers',
] as const;
/** Parts that {@link keepPart} writes; a full evaluation measures the last two as well. */
export type KeptPart = Exclude<(typeof keptParts)[number], 'speed'> | 'truth' | 'fine_pictures';

const reportSchema = z.looseObject({});

/** What a report says of the parts that a full evaluation does not measure; nothing if there is no report. */
export async function keptPartsOf(file: string): Promise<Record<string, unknown>> {
  const text = await readFile(file, 'utf8').catch(() => '{}');
  const report = reportSchema.parse(JSON.parse(text));
  return Object.fromEntries(keptParts.flatMap((part) => (part in report ? [[part, report[part]]] : [])));
}

/**
 * Writes a part into a pack's report, in place of what was there, with the day.
 *
 * @throws Error if the file is no report
 */
export async function keepPart(file: string, part: KeptPart, figures: object): Promise<void> {
  const report = reportSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  const dated = { date: new Date().toISOString().slice(0, 10), ...figures };
  await writeWholeFile(file, `${JSON.stringify({ ...report, [part]: dated }, undefined, 2)}\n`);
}
