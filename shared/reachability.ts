import { z } from 'zod';

/** Headers by which a request is told to be for this server, or not; a refusal names one as its field. */
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

/** Why a request was not taken: a header, and a sentence that says what it was, what was expected and the remedy. */
export const headerRefusalSchema = z.object({ field: routingHeaderSchema, error: z.string() });
export type HeaderRefusal = z.infer<typeof headerRefusalSchema>;

/** What a page asks when it cannot join: what became of the WebSocket of its session. */
export const reachabilityRequestSchema = z.strictObject({ session: z.string().max(64).optional() });

/** `upgrade` is left out where no WebSocket of that session has come to the server. */
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

/** Where a server can be reached: complete URLs that end with a slash, the likeliest first. */
export const serverAddressesSchema = z.object({
  /** As its operator says (--public-url). */
  public: z.url().optional(),
  /** From the networks of its machine; told to pages of that machine alone. */
  network: z.array(z.url()),
});
export type ServerAddresses = z.infer<typeof serverAddressesSchema>;
