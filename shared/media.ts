import { z } from 'zod';
import { identifier } from './identifier.ts';

/** mediasoup checks the inside of these; the bound keeps a client from sending megabytes. */
const opaque = z.record(z.string(), z.unknown());

/**
 * Requests from page to server about media. Each is answered by one {@link MediaAnswer} with the
 * same `id`, in the order: capabilities, transport, connect, consume, resume.
 */
export const mediaRequestSchema = z.discriminatedUnion('method', [
  z.strictObject({ id: z.int().min(0), method: z.literal('capabilities') }),
  z.strictObject({ id: z.int().min(0), method: z.literal('transport') }),
  z.strictObject({ id: z.int().min(0), method: z.literal('connect'), dtlsParameters: opaque }),
  z.strictObject({
    id: z.int().min(0),
    method: z.literal('consume'),
    /** Session id of the player whose view to watch; the player's own when it plays. Or freeCameraView. */
    view: identifier,
    rtpCapabilities: opaque,
    /**
     * Beside others, as on a wall of views: what is received already stays, and no marks are sent of its
     * frames. Left out, it takes the place of the view before once it is resumed.
     */
    beside: z.boolean().optional(),
  }),
  /** The sound at a view, as 'consume' its picture; only sent to who asks. Resumed and closed alike. */
  z.strictObject({
    id: z.int().min(0),
    method: z.literal('listen'),
    view: identifier,
    rtpCapabilities: opaque,
  }),
  z.strictObject({ id: z.int().min(0), method: z.literal('resume'), consumer: identifier }),
  z.strictObject({ id: z.int().min(0), method: z.literal('close'), consumer: identifier }),
]);
export type MediaRequest = z.infer<typeof mediaRequestSchema>;

/** Most characters that one media request may take as JSON. */
const mediaCharacters = 32_768;

/** A {@link MediaRequest} as a room takes it: of bounded size. */
export const mediaMessageSchema = mediaRequestSchema.superRefine((request, context) => {
  if (JSON.stringify(request).length > mediaCharacters) {
    context.addIssue({ code: 'custom', message: `must be at most ${mediaCharacters} characters of JSON` });
  }
});

/** Either a result (mediasoup's own parameters) or a sentence that says what was wrong. */
export type MediaAnswer = { id: number; result: unknown } | { id: number; error: string };

/** When a frame passed each stage on the server: milliseconds since the epoch, on {@link Pong}'s clock. */
export interface FrameTimes {
  /** The tick that it shows took the inputs. */
  merged: number;
  /** Its drawing began. */
  drawing: number;
  /** It was drawn. */
  drawn: number;
  /** It was encoded and handed to the media worker. */
  sent: number;
}

/** Which tick and pose the frame with this RTP timestamp shows; sent to its watchers once a tick. */
export interface FrameMark {
  view: string;
  rtpTimestamp: number;
  tick: number;
  /** Newest input sequence the frame reflects. */
  acknowledged: number;
  /** Eye position and angles the frame was drawn from. */
  pose: { x: number; y: number; z: number; yaw: number; pitch: number };
  /** Milliseconds spent drawing and encoding. */
  generation: number;
  encoding: number;
  times: FrameTimes;
}

/** Unknown fields are dropped, so that an older page goes on working with a newer server. */
export const mediaAnswerSchema: z.ZodType<MediaAnswer> = z.union([
  z.object({ id: z.int(), error: z.string() }),
  z.object({ id: z.int(), result: z.unknown() }),
]);

export const frameMarkSchema: z.ZodType<FrameMark> = z.object({
  view: identifier,
  rtpTimestamp: z.int().min(0).max(0xffffffff),
  tick: z.int().min(0),
  acknowledged: z.int().min(0).max(0xffffffff),
  pose: z.object({ x: z.number(), y: z.number(), z: z.number(), yaw: z.number(), pitch: z.number() }),
  generation: z.number(),
  encoding: z.number(),
  times: z.object({ merged: z.number(), drawing: z.number(), drawn: z.number(), sent: z.number() }),
});
