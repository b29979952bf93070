import { z } from 'zod';

/** Headers that show whether a request is meant for this server; a refusal names one as its field. */
export const routingHeaders = [
  'Host',
  'Origin',
  'Upgrade',
  'Connection',
  'X-Forwarded-Host',
  'X-Forwarded-Port',
  'X-Forwarded-Proto',
] as const;
export const routingHeaderSchema = z.enum(routingHeaders);
export type RoutingHeader = z.infer<typeof routingHeaderSchema>;

/** Reason of a refusal: the header, and a sentence with its value, the expected value and the remedy. */
export const headerRefusalSchema = z.object({ field: routingHeaderSchema, error: z.string() });
export type HeaderRefusal = z.infer<typeof headerRefusalSchema>;

/** Request of a page that cannot join: whether the WebSocket of its session reached the server. */
export const reachabilityRequestSchema = z.strictObject({ session: z.string().max(64).optional() });

/** `upgrade` is left out when no WebSocket of that session has reached the server. */
export const reachabilityAnswerSchema = z.object({
  upgrade: z
    .discriminatedUnion('outcome', [
      z.object({ outcome: z.literal('accepted') }),
      z.object({ outcome: z.literal('refused'), refusal: headerRefusalSchema }),
    ])
    .optional(),
});
export type ReachabilityAnswer = z.infer<typeof reachabilityAnswerSchema>;
export type UpgradeOutcome = NonNullable<ReachabilityAnswer['upgrade']>;

/** URLs of a server: complete, with a slash at the end, the likeliest to be reachable first. */
export const serverAddressesSchema = z.object({
  /** Set by the operator (--public-url). */
  public: z.url().optional(),
  /** Addresses of the machine's network interfaces; sent only to pages on that machine. */
  network: z.array(z.url()),
});
export type ServerAddresses = z.infer<typeof serverAddressesSchema>;
