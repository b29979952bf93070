import { z } from 'zod';

/** Where the server is reached: pages, rooms and media. */
export const networkOptions = {
  host: z.string().min(1).default('127.0.0.1').describe('Address to listen on; 0.0.0.0 for every network.'),
  port: z
    .int()
    .min(0)
    .max(65_535)
    .default(2567)
    .describe('Port of pages, REST and rooms; 0 takes a free one.'),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Address at which people reach the pages, such as https://play.example.org; links lead there.'),
  announcedAddress: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Address that browsers send video connections to, where it differs from host (NAT, containers).',
    ),
  mediaWorkers: z.int().min(1).max(256).optional().describe('mediasoup workers; one per core when left out.'),
  allowedOrigins: z
    .array(
      z
        .url({
          protocol: /^https?$/,
          error: 'must be origins with http: or https:, such as https://play.example.org',
        })
        .refine(
          isOrigin,
          'must be origins alone, without path, query or name, such as https://play.example.org',
        ),
    )
    .default([])
    .describe('Further web origins whose pages may join rooms, such as https://play.example.org.'),
};

/** Browsers send scheme, host and port (RFC 6454); whatever else stands in an address would never be equal. */
function isOrigin(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { pathname, search, hash, username, password } = new URL(address);
  return pathname === '/' && search + hash + username + password === '';
}
