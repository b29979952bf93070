import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { z } from 'zod';
import { processIdentitySchema } from './process-identity.ts';

/**
 * What stands beside a recording, in `<id>.<extension>.json`, from before its first byte: whose it is,
 * so that no other process touches it while it is written, and what it is of, for whoever looks at it
 * after a restart.
 */
export const recordingNoteSchema = z.object({
  format: z.literal(1),
  /** Name by which it is downloaded. */
  fileName: z.string().max(400),
  roomName: z.string().max(400),
  /** Name of the player whose view it is. */
  name: z.string().max(400),
  /** Milliseconds since the epoch. */
  began: z.number(),
  owner: processIdentitySchema,
});
export type RecordingNote = z.infer<typeof recordingNoteSchema>;

/** Writes a note so that nobody ever reads half of one, and a crash leaves the whole or none. */
export async function writeNote(file: string, note: RecordingNote): Promise<void> {
  const fresh = `${file}.${randomUUID()}`;
  try {
    await using handle = await open(fresh, 'wx', 0o600);
    await handle.writeFile(`${JSON.stringify(note)}\n`);
    await handle.sync();
    await rename(fresh, file);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

/** The note in a file; undefined when there is none that can be read. */
export async function readNote(file: string): Promise<RecordingNote | undefined> {
  try {
    return recordingNoteSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}
