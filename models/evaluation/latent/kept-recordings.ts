import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWholeFile } from '../../../server/pack/whole-file.ts';

export const replayedSchema = z.strictObject({
  seed: z.int(),
  hand: z.enum(['walker', 'restless']),
  /** Length of the recorded path. */
  metres: z.number(),
  /** Share of the recorded path, by its length, on which the replayed body is within 0.5 m at the same tick. */
  share: z.number(),
  /** Mean and greatest distance over all ticks, and the tick at which it is beyond 0.5 m first. */
  mean: z.number(),
  most: z.number(),
  left: z.int().optional(),
});
/** A recording's replay; metres, and shares from 0 to 1. */
export type Replayed = z.infer<typeof replayedSchema>;

/** What identifies a recording, and how it was labelled. */
export interface RecordingKey {
  seed: number;
  hand: string;
  by: string;
  ticks: number;
}

/** Replays of recordings, each in a file of its own: processes beside each other measure different ones. */
export class KeptRecordings {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async get(key: RecordingKey): Promise<Replayed | undefined> {
    const text = await readFile(this.#file(key), 'utf8').catch(() => undefined);
    return text === undefined ? undefined : replayedSchema.parse(JSON.parse(text));
  }

  async keep(key: RecordingKey, replayed: Replayed): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await writeWholeFile(this.#file(key), JSON.stringify(replayed));
  }

  #file({ seed, hand, by, ticks }: RecordingKey): string {
    return join(this.#folder, `${seed}-${hand}-${by}-${ticks}.json`);
  }
}
