import { z } from 'zod';
import { noticeSchema } from './notices/notice.ts';

const identifier = z.string().min(1).max(64);

/** Requests of a page: record a player's view (by session id), end a recording, or save what was seen just now. */
export const recordCommandSchema = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('start'), view: identifier }),
  z.strictObject({ command: z.literal('stop'), recording: identifier }),
  /** Keeps the last seconds of the own view in the server's memory, or no longer. */
  z.strictObject({ command: z.literal('keep'), on: z.boolean() }),
  /** Saves what was kept. */
  z.strictObject({ command: z.literal('clip') }),
]);
export type RecordCommand = z.infer<typeof recordCommandSchema>;

/** `finishing`: no more frames are recorded, and the file is being completed. */
export const recordingStateSchema = z.enum(['recording', 'finishing', 'done', 'failed']);
export type RecordingState = z.infer<typeof recordingStateSchema>;

/** A recording as the room announces it. The room announces running recordings to everybody. */
export const recordingStatusSchema = z.object({
  id: identifier,
  /** Session id and name of the recorded player. */
  view: identifier,
  name: z.string(),
  /** Session id of the member that started it. */
  by: identifier,
  state: recordingStateSchema,
  /** Length so far. */
  milliseconds: z.number().min(0),
  /** Size so far. */
  bytes: z.number().min(0),
  /** Path of the finished file, with a signed token; sent only to the member that started it and to the host. */
  link: z.string().optional(),
  /** Milliseconds since the epoch at which the link expires and the file is deleted. */
  expires: z.number().optional(),
  /** Whether it is a clip: its seconds were over when it began. */
  clip: z.boolean().optional(),
  /** Whether the server's disk ended it, so that its last seconds may be missing. */
  cutShort: z.boolean().optional(),
  /** Why it ended, when nobody stopped it. */
  reason: noticeSchema.optional(),
});
export type RecordingStatus = z.infer<typeof recordingStatusSchema>;

/** All recordings visible to a page; each message replaces the one before. */
export const recordingListSchema = z.object({ recordings: z.array(recordingStatusSchema) });
export type RecordingList = z.infer<typeof recordingListSchema>;
