import type { DtlsParameters, RtpCapabilities } from 'mediasoup/types';
import { z } from 'zod';
import { NoticeError } from '../contracts/notice-error.ts';
import { refusalOf } from '../refusal.ts';

/**
 * Schemas for the parameters that a page sends when it connects. They are checked before mediasoup reads
 * them.
 */

const fingerprint = z.strictObject({
  algorithm: z.enum(['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512']),
  value: z
    .string()
    .regex(/^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){19,63}$/, 'must be bytes in hexadecimal, with colons'),
});

const dtlsParametersSchema = z.strictObject({
  role: z.enum(['auto', 'client', 'server']).optional(),
  fingerprints: z.array(fingerprint).min(1).max(8),
});

const codec = z.object({
  kind: z.enum(['audio', 'video']),
  mimeType: z.string().regex(/^(audio|video)\/[\w.+-]{1,40}$/i, 'must be like video/VP8'),
  preferredPayloadType: z.int().min(0).max(127),
  clockRate: z.int().min(1).max(1_000_000),
  channels: z.int().min(1).max(16).optional(),
  parameters: z.record(z.string().max(100), z.union([z.string().max(1000), z.number(), z.null()])).optional(),
  rtcpFeedback: z
    .array(z.object({ type: z.string().max(40), parameter: z.string().max(40).optional() }))
    .max(20)
    .optional(),
});

/**
 * RTP header extensions that a stream may carry. Those for bandwidth estimation are left out: the bitrate is
 * fixed, so probing would cost bandwidth and change nothing.
 */
const extensionUris = [
  'urn:ietf:params:rtp-hdrext:sdes:mid',
  'http://www.webrtc.org/experiments/rtp-hdrext/playout-delay',
] as const;

const headerExtension = z.object({
  kind: z.enum(['audio', 'video']),
  uri: z.string().max(200),
  preferredId: z.int().min(1).max(255),
});

const rtpCapabilitiesSchema = z.object({
  codecs: z.array(codec).min(1).max(100),
  headerExtensions: z.array(headerExtension).max(100).default([]),
});

/**
 * Parses a page's `dtlsParameters`.
 *
 * @throws NoticeError that names the invalid field
 */
export function readDtlsParameters(value: unknown): DtlsParameters {
  return read(dtlsParametersSchema, 'dtlsParameters', value);
}

/**
 * Parses a page's `rtpCapabilities`. Unknown header extensions are dropped.
 *
 * @throws NoticeError that names the invalid field
 */
export function readRtpCapabilities(value: unknown): RtpCapabilities {
  const { codecs, headerExtensions } = read(rtpCapabilitiesSchema, 'rtpCapabilities', value);
  return {
    codecs,
    headerExtensions: headerExtensions.flatMap(({ kind, uri, preferredId }) => {
      const known = extensionUris.find((name) => name === uri);
      return known === undefined ? [] : [{ kind, uri: known, preferredId }];
    }),
  };
}

function read<T>(schema: z.ZodType<T>, field: string, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new NoticeError(refusalOf(result.error, `media.${field}`));
}
