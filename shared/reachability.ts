import { z } from 'zod';
import { headerRefusalCodes, routingHeaderSchema } from './refusals/header-refusals.ts';

/** How a request is refused that is not for this server: the header, an English sentence, and the same by a code. */
export const headerAnswerSchema = z.intersection(
  z.object({ field: routingHeaderSchema, error: z.string() }),
  headerRefusalCodes,
);
export type HeaderAnswer = z.infer<typeof headerAnswerSchema>;

/** Request of a page that cannot join: whether the WebSocket of its session reached the server. */
export const reachabilityRequestSchema = z.strictObject({ session: z.string().max(64).optional() });

/** `upgrade` is left out when no WebSocket of that session has reached the server. */
export const reachabilityAnswerSchema = z.object({
  upgrade: z
    .discriminatedUnion('outcome', [
      z.object({ outcome: z.literal('accepted') }),
      z.object({ outcome: z.literal('refused'), refusal: headerAnswerSchema }),
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
