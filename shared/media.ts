import { z } from 'zod';
import { identifier } from './identifier.ts';
import { type Notice, noticeSchema } from './notices/notice.ts';
import { fieldIssue } from './refusals/field-fault.ts';

/** mediasoup validates the contents; the bound keeps a client from sending megabytes. */
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
     * True for a view that is received beside others, as on a wall of views: other consumers stay open, and the
     * room sends no frame marks for it. Otherwise the view replaces the one before once it is resumed.
     */
    beside: z.boolean().optional(),
  }),
  /**
   * Receives the depth maps of a view's frames (depth-map.ts) over a data channel, in place of those of another view;
   * closed like a consumer. The transport offers SCTP for it.
   */
  z.strictObject({ id: z.int().min(0), method: z.literal('depth'), view: identifier }),
  /** Receives in the same way where the parts of a view's frames come from (origin-map.ts). */
  z.strictObject({ id: z.int().min(0), method: z.literal('origin'), view: identifier }),
  /** Consumes the sound at a view, as 'consume' does its picture; resumed and closed in the same way. */
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
    context.addIssue(fieldIssue({ code: 'too-long', values: { maximum: mediaCharacters } }));
  }
});

/** Either a result (mediasoup's own parameters) or why there is none. */
export type MediaAnswer = { id: number; result: unknown } | { id: number; error: Notice };

/** Times of a frame at each stage on the server: milliseconds since the epoch, on {@link Pong}'s clock. */
export interface FrameTimes {
  /** The tick that the frame shows took its inputs. */
  merged: number;
  /** Drawing began. */
  drawing: number;
  /** Drawing ended. */
  drawn: number;
  /** The encoded frame was handed to the media worker. */
  sent: number;
}

/**
 * Why a picture is smaller than the pack's largest, so that the server is in time with every view: `load`, by what
 * views cost, a larger one would be late; `late`, views came late, or nearly so, when it was larger; `rising`, there
 * is time for a larger one, and it comes when that has been so for a while.
 */
export const pictureLimits = ['load', 'late', 'rising'] as const;
export type PictureLimit = (typeof pictureLimits)[number];

/** Tick and pose of the frame with this RTP timestamp; sent to its watchers once a tick. */
export interface FrameMark {
  view: string;
  rtpTimestamp: number;
  tick: number;
  /** Newest input sequence the frame reflects. */
  acknowledged: number;
  /** Eye position and angles from which the frame was drawn. */
  pose: { x: number; y: number; z: number; yaw: number; pitch: number };
  /** Milliseconds spent drawing and encoding. */
  generation: number;
  encoding: number;
  times: FrameTimes;
  /** Pixels of the picture. Servers whose pictures have one size only do not tell. */
  size?: { width: number; height: number };
  /** Left out where nothing limits the size. */
  limited?: PictureLimit;
}

/** Unknown fields are dropped, so that an older page works with a newer server. */
export const mediaAnswerSchema: z.ZodType<MediaAnswer> = z.union([
  z.object({ id: z.int(), error: noticeSchema }),
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
  size: z.object({ width: z.int().min(1), height: z.int().min(1) }).optional(),
  // A newer server may know further reasons; the frame is as good without.
  limited: z.enum(pictureLimits).optional().catch(undefined),
});
