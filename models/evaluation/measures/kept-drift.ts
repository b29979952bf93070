import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeWholeFile } from '../../../server/pack/whole-file.ts';
import { driftFiguresSchema } from './drift.ts';

const driftReportSchema = z.object({ ticks: z.int(), idle: driftFiguresSchema, active: driftFiguresSchema });
/** Long rollouts of a world, idle and active. */
export type DriftReport = z.infer<typeof driftReportSchema>;

const keptDriftSchema = z.object({
  /** SHA-256 by graph of the pack that drew them. */
  graphs: z.record(z.string(), z.string()),
  seed: z.int(),
  drift: driftReportSchema,
});
/** Long rollouts on disk, with the inputs they depend on. */
export type KeptDrift = z.infer<typeof keptDriftSchema>;

/** Stores long rollouts for {@link readDrift}, because they take most of an hour. */
export async function keepDrift(file: string, kept: KeptDrift): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeWholeFile(file, `${JSON.stringify(kept, null, 2)}\n`);
}

/**
 * Reads the long rollouts in `file`; throws if they are of other weights, another world or another length.
 */
export async function readDrift(
  file: string,
  { graphs, seed, ticks }: Pick<KeptDrift, 'graphs' | 'seed'> & { ticks: number },
): Promise<DriftReport> {
  const kept = keptDriftSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  const changed = Object.keys({ ...graphs, ...kept.graphs }).filter(
    (name) => graphs[name] !== kept.graphs[name],
  );
  if (changed.length > 0)
    throw new Error(`${file} was measured with other weights: ${changed.join(', ')}. ${remedy}`);
  if (kept.seed !== seed || kept.drift.ticks !== ticks) {
    throw new Error(
      `${file} has ${kept.drift.ticks} ticks of world ${kept.seed}, not ${ticks} of world ${seed}. ${remedy}`,
    );
  }
  return kept.drift;
}

const remedy = 'Measure them again with --only drift.';
