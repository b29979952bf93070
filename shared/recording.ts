import { z } from 'zod';

const identifier = z.string().min(1).max(64);

/** What a page asks for: to record a player's view (by session id), or to end a recording. */
export const recordCommandSchema = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('start'), view: identifier }),
  z.strictObject({ command: z.literal('stop'), recording: identifier }),
]);
export type RecordCommand = z.infer<typeof recordCommandSchema>;

/** `finishing`: no more pictures are taken, the file is being completed. */
export const recordingStateSchema = z.enum(['recording', 'finishing', 'done', 'failed']);
export type RecordingState = z.infer<typeof recordingStateSchema>;

/** A recording as the room tells of it. Running ones are told to everybody, so that all know of them. */
export const recordingStatusSchema = z.object({
  id: identifier,
  /** Session id of the player whose view it is, and the name it had. */
  view: identifier,
  name: z.string(),
  /** Session id of whoever began it. */
  by: identifier,
  state: recordingStateSchema,
  /** Length so far. */
  milliseconds: z.number().min(0),
  /** Size so far. */
  bytes: z.number().min(0),
  /** Path, with a signed token, of the file once it is finished: for whoever began it, and for the host. */
  link: z.string().optional(),
  /** Milliseconds since the epoch at which the link and the file end. */
  expires: z.number().optional(),
  /** Whether the server's disk ended it, so that its last seconds may be missing. */
  cutShort: z.boolean().optional(),
  /** Why it ended, where nobody asked for that. */
  reason: z.string().optional(),
});
export type RecordingStatus = z.infer<typeof recordingStatusSchema>;

/** All recordings that a page may know of; each message replaces the one before. */
export const recordingListSchema = z.object({ recordings: z.array(recordingStatusSchema) });
export type RecordingList = z.infer<typeof recordingListSchema>;
