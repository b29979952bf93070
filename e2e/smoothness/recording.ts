import { z } from 'zod';
import { publicPackSchema } from '../../shared/messages.ts';

const payload = { at: z.number(), offset: z.int().min(0), length: z.int().min(0) };
const eventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['received', 'sent', 'depth']), ...payload }),
  z.object({ kind: z.literal('key'), at: z.number(), code: z.string(), down: z.boolean() }),
  z.object({
    kind: z.literal('frame'),
    ...payload,
    /** Of the frame (RFC 3550). */
    rtpTimestamp: z.int().min(0),
    displayedAt: z.number(),
    /** Pixel format of WebCodecs. */
    format: z.string(),
    width: z.int().min(1),
    height: z.int().min(1),
  }),
]);

/**
 * What a page of a real server received, sent and decoded while its player moved, in the order of time: messages of the room,
 * depth maps, keys and frames. Milliseconds on the page's clock; the bytes of events lie one after the other in a file beside it.
 */
export const recordingSchema = z.object({
  sessionId: z.string(),
  pack: publicPackSchema,
  /** When frames began to be kept, and when they ended. */
  from: z.number(),
  to: z.number(),
  events: z.array(eventSchema),
});
export type Recording = z.infer<typeof recordingSchema>;
export type RecordedEvent = Recording['events'][number];

export interface RecordedStream {
  recording: Recording;
  bytes: Uint8Array;
}
