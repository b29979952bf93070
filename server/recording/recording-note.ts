import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { z } from 'zod';
import { processIdentitySchema } from './process-identity.ts';

/**
 * The note beside a recording, in `<id>.<extension>.json`. It is written before the recording's first byte.
 * It names the owner, so that no other process touches the file while it is written, and describes the
 * content for after a restart.
 */
export const recordingNoteSchema = z.object({
  format: z.literal(1),
  /** Name for the download. */
  fileName: z.string().max(400),
  roomName: z.string().max(400),
  /** Name of the player whose view is recorded. */
  name: z.string().max(400),
  /** Milliseconds since the epoch. */
  began: z.number(),
  owner: processIdentitySchema,
});
export type RecordingNote = z.infer<typeof recordingNoteSchema>;

/** Writes a note atomically: neither a reader nor a crash ever sees half of one. */
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

/** Reads a note. Returns undefined if it is missing or invalid. */
export async function readNote(file: string): Promise<RecordingNote | undefined> {
  try {
    return recordingNoteSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}
