import type { RtpParameters, SctpStreamParameters, SrtpParameters } from 'mediasoup/types';
import { z } from 'zod';
import { identifier } from '../../shared/identifier.ts';
import { mediaRequestSchema } from '../../shared/media.ts';
import { noticeSchema } from '../../shared/notices/notice.ts';

/** Grows when an older origin or edge could not understand a newer one. */
export const edgeProtocol = 2;

/** Parameters of mediasoup, which checks them itself. Both sides have shown that they have the secret. */
const parameters = <T extends object>() =>
  z.custom<T>((value) => typeof value === 'object' && value !== null, 'must be an object');
const port = z.int().min(1).max(65_535);

/** One end of a pipe, as the other end connects to it. */
export const pipeEndSchema = z.object({
  ip: z.union([z.ipv4(), z.ipv6()]),
  port,
  srtp: parameters<SrtpParameters>(),
});
export type PipeEnd = z.infer<typeof pipeEndSchema>;

/** What an origin asks of an edge. Each is answered. */
export const edgeRequestSchema = z.discriminatedUnion('method', [
  /** Open the other end of a pipe. Answered with a {@link PipeEnd}. */
  z.object({ method: z.literal('pipe'), pipe: identifier, end: pipeEndSchema }),
  /** A stream comes through a pipe from now on, under its own id. */
  z.object({
    method: z.literal('produce'),
    pipe: identifier,
    producer: identifier,
    kind: z.enum(['audio', 'video']),
    rtpParameters: parameters<RtpParameters>(),
  }),
  /** The same for messages. */
  z.object({
    method: z.literal('produceData'),
    pipe: identifier,
    producer: identifier,
    sctpStreamParameters: parameters<SctpStreamParameters>(),
    label: z.string().max(100),
    protocol: z.string().max(100),
  }),
  /** A page's request. Its `view` is the id of a stream that comes through a pipe. */
  z.object({ method: z.literal('viewer'), viewer: identifier, request: mediaRequestSchema }),
  z.object({ method: z.literal('pause'), viewer: identifier, paused: z.boolean() }),
]);
export type EdgeRequest = z.infer<typeof edgeRequestSchema>;

/** What an origin tells an edge. */
export const originEventSchema = z.discriminatedUnion('event', [
  /** First of all: shows that the origin has the secret. */
  z.object({ event: z.literal('welcome'), protocol: z.int(), ticket: z.string().max(2_000) }),
  z.object({ event: z.literal('streamEnded'), producer: identifier }),
  z.object({ event: z.literal('pipeEnded'), pipe: identifier }),
  z.object({ event: z.literal('viewerLeft'), viewer: identifier }),
]);
export type OriginEvent = z.infer<typeof originEventSchema>;

/** What an edge tells an origin. */
export const edgeEventSchema = z.discriminatedUnion('event', [
  /** The edge is ready, and takes this many viewers. */
  z.object({ event: z.literal('ready'), protocol: z.int(), most: z.int().min(1).max(100_000) }),
  /** Nobody has watched a stream for a while. Told again until it ends. */
  z.object({ event: z.literal('idle'), producer: identifier }),
  /** Somebody begins to watch a stream. */
  z.object({ event: z.literal('keyframe'), producer: identifier }),
  /** Some viewers cannot take all frames of a stream, or all can again. */
  z.object({ event: z.literal('thin'), producer: identifier, isThin: z.boolean() }),
  /** The media of a viewer have ended, and it can connect again at once. */
  z.object({ event: z.literal('mediaLost'), viewer: identifier }),
  z.object({ event: z.literal('trouble'), viewer: identifier, notice: noticeSchema }),
]);
export type EdgeEvent = z.infer<typeof edgeEventSchema>;

/** A message between origin and edge: a request, its answer, or an event. */
export const envelopeSchema = z.discriminatedUnion('kind', [
  /** With the trace that it belongs to (carried-context.ts), which an older side drops. */
  z.object({
    kind: z.literal('ask'),
    id: z.int().min(0),
    request: z.unknown(),
    trace: z.string().max(100).optional(),
  }),
  z.object({ kind: z.literal('done'), id: z.int().min(0), result: z.unknown().optional() }),
  z.object({ kind: z.literal('refused'), id: z.int().min(0), notice: noticeSchema }),
  z.object({ kind: z.literal('failed'), id: z.int().min(0), error: z.string().max(1_000) }),
  z.object({ kind: z.literal('event'), event: z.unknown() }),
]);
export type Envelope = z.infer<typeof envelopeSchema>;
