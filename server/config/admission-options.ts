import { z } from 'zod';

/** Limits for one address, for idle players and for the load of the machine. */
export const admissionOptions = {
  maximumConnectionsPerAddress: z
    .int()
    .min(0)
    .max(100_000)
    .default(100)
    .describe('Most WebSocket connections of one address (IPv6: of one /64) at one time; 0 lifts the limit.'),
  roomsPerAddress: z
    .int()
    .min(0)
    .max(10_000)
    .optional()
    .describe(
      'Most open rooms that one address has made, and makes at once; when left out, half of maximum-rooms, but at least 10; 0 lifts the limit.',
    ),
  addressRateScale: z
    .number()
    .min(0)
    .max(1000)
    .default(1)
    .describe(
      'Multiplies how often one address may join, make rooms and ask for pictures; 0 lifts these limits.',
    ),
  idleSeatSeconds: z
    .number()
    .min(0)
    .max(86_400)
    .default(120)
    .describe(
      'Seconds without an input after which a player gives its seat to somebody who waits for one, after 20 s of notice; 0 keeps seats.',
    ),
  leastViewsPerSecond: z
    .number()
    .min(0)
    .max(60)
    .optional()
    .describe(
      'Views a second that every player must get, at the smallest pictures, for one more to get a seat; whoever comes waits until then. When left out, the rate of the pack; 0 gives seats at any rate.',
    ),
};
