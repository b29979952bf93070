import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeWholeFile } from '../../../server/pack/whole-file.ts';
import { answerSchema } from '../../../shared/answers/answer.ts';
import { questionKinds } from '../../../shared/answers/question.ts';

export const tallySchema = z.object({ cases: z.int().min(0), right: z.int().min(0) });
export type Tally = z.infer<typeof tallySchema>;

/** What was measured in one world. */
const walkSchema = z.object({
  /** By kind of question, and by what else is counted. */
  seen: z.record(z.enum(questionKinds), tallySchema),
  counted: z.record(z.string(), tallySchema),
  described: z.record(z.string(), tallySchema),
  views: z.int().min(0),
  /** Milliseconds of each answer, and of each description of what surrounds a viewer. */
  times: z.array(z.number()),
  wordTimes: z.array(z.number()),
  /** With the kind of each question. */
  answers: z.array(z.object({ kind: z.enum(questionKinds), answer: answerSchema })),
});
export type MeasuredWalk = z.infer<typeof walkSchema>;

/** Walks on disk, by what they are made from, so that a measurement that was ended early goes on where it was. */
export class KeptWalks {
  readonly #folder: string;
  /** Everything that counts, but for the code: clear the folder where that has changed. */
  readonly #sources: object;

  constructor(folder: string, sources: object) {
    this.#folder = folder;
    this.#sources = sources;
  }

  /** What was kept of a world by its number; else it is measured, and kept. */
  async get(number: number, measure: () => Promise<MeasuredWalk>): Promise<MeasuredWalk> {
    const key = JSON.stringify({ ...this.#sources, number });
    const name = createHash('sha256').update(key).digest('hex').slice(0, 32);
    const file = path.join(this.#folder, `${name}.json`);
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined) return walkSchema.parse(JSON.parse(text));
    const walk = await measure();
    await mkdir(this.#folder, { recursive: true });
    await writeWholeFile(file, JSON.stringify(walk));
    return walk;
  }
}

/** Sums of tallies by name. */
export function summed<Name extends string>(
  names: readonly Name[],
  tallies: readonly Readonly<Partial<Record<Name, Tally>>>[],
): Record<Name, Tally> {
  const sum = (name: Name, key: keyof Tally) =>
    tallies.reduce((total, one) => total + (one[name]?.[key] ?? 0), 0);
  const entries = names.map((name) => [name, { cases: sum(name, 'cases'), right: sum(name, 'right') }]);
  return Object.fromEntries(entries) as Record<Name, Tally>;
}
