import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Attempt } from './case-verdict.ts';

const verdictSchema = z.strictObject({
  kind: z.string(),
  right: z.strictObject({ model: z.boolean(), newest: z.boolean(), none: z.boolean() }),
  references: z.array(z.boolean()),
});
const lineSchema = z.strictObject({
  /** Names the case within a run. */
  case: z.string(),
  attempts: z.array(z.union([z.enum(['nowhere', 'refused', 'unseen']), verdictSchema])),
});

/**
 * What came of the attempts at each case of a run, on disk, a line each: a run that was ended goes on where it was. Their
 * pictures are not kept.
 */
export class KeptAttempts {
  readonly #file: string;
  readonly #kept = new Map<string, Attempt[]>();

  /** @param sources Everything that the attempts are made from; another run has another file. */
  constructor(folder: string, sources: object) {
    mkdirSync(folder, { recursive: true });
    const sum = createHash('sha256').update(JSON.stringify(sources)).digest('hex').slice(0, 16);
    this.#file = path.join(folder, `truth-${sum}.jsonl`);
    const text = textOf(this.#file);
    // A process that was killed may have left half of a line.
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole.length < text.length) writeFileSync(this.#file, whole);
    for (const line of whole.split('\n').slice(0, -1)) {
      const { case: name, attempts } = lineSchema.parse(JSON.parse(line));
      this.#kept.set(
        name,
        attempts.map((attempt) => (typeof attempt === 'string' ? attempt : { ...attempt, pictures: [] })),
      );
    }
  }

  /** Cases that were played before. */
  get size(): number {
    return this.#kept.size;
  }

  /** What was kept of a case; else it is played, and kept. */
  async get(name: string, play: () => Promise<Attempt[]>): Promise<Attempt[]> {
    const kept = this.#kept.get(name);
    if (kept !== undefined) return kept;
    const attempts = await play();
    const withoutPictures = attempts.map((attempt) => {
      if (typeof attempt === 'string') return attempt;
      const { kind, right, references } = attempt;
      return { kind, right, references };
    });
    appendFileSync(this.#file, `${JSON.stringify({ case: name, attempts: withoutPictures })}\n`);
    this.#kept.set(name, attempts);
    return attempts;
  }
}

/** Nothing if there is no such file. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

/** SHA-256 of all sources of programs in these folders: figures of other code are other figures. */
export function sourceSum(folders: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders) {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|h|cpp)$/.test(file) && !/\.test\.ts$/.test(file))
      .sort();
    for (const file of files)
      hash
        .update(file)
        .update('\0')
        .update(readFileSync(path.join(folder, file)));
  }
  return hash.digest('hex');
}
