import { z } from 'zod';
import { announcedAddressSchema } from './announced-address.ts';
import { iceUrlSchema, isTurnUrl } from './ice-url.ts';
import { mediaPortSchema, portRangeOf } from './port-range-text.ts';

/** How the server is reached: pages, rooms and media. */
export const networkOptions = {
  host: z.string().min(1).default('127.0.0.1').describe('Address to listen on; 0.0.0.0 for every network.'),
  port: z
    .int()
    .min(0)
    .max(65_535)
    .default(2567)
    .describe('Port of pages, REST and rooms; 0 takes a free one.'),
  mediaPort: mediaPortSchema
    .optional()
    .describe(
      'Port, or range of ports such as 40000-40100, that all video and sound go through, UDP and TCP; each media worker takes one. When left out, every viewer has random ports from 10000 to 59999.',
    ),
  announcedAddress: z
    .array(announcedAddressSchema)
    .max(16, 'must be at most 16 addresses')
    .default([])
    .describe(
      'IP addresses or host names that browsers send video connections to beside those of this machine (NAT, containers).',
    ),
  iceServers: z
    .array(iceUrlSchema)
    .max(8, 'must be at most 8 servers')
    .default([])
    .describe(
      'STUN and TURN servers for browsers, such as turn:turn.example.org:3478?transport=tcp or turns:turn.example.org:443.',
    ),
  turnSecret: z
    .string()
    .min(1)
    .max(1024)
    .optional()
    .describe(
      'Secret shared with the TURN servers (static-auth-secret of coturn), from which each viewer gets credentials that expire; set it in the environment.',
    ),
  turnHours: z
    .number()
    .positive()
    .max(8760)
    .default(12)
    .describe('Hours for which credentials made from the TURN secret are valid.'),
  turnUsername: z
    .string()
    .min(1)
    .max(512)
    .optional()
    .describe('Username for the TURN servers, where they have no shared secret.'),
  turnPassword: z.string().min(1).max(1024).optional().describe('Password to the TURN username.'),
  iceTransportPolicy: z
    .enum(['all', 'relay'])
    .default('all')
    .describe('Which ways browsers try: all, or only those through TURN servers.'),
  mediaWorkers: z
    .int()
    .min(1)
    .max(256)
    .optional()
    .describe('mediasoup workers; when left out, one per core and at most one for each media port.'),
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

/** Browsers send scheme, host and port alone (RFC 6454). An address with more would never match. */
function isOrigin(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { pathname, search, hash, username, password } = new URL(address);
  return pathname === '/' && search + hash + username + password === '';
}

type Network = z.output<z.ZodObject<typeof networkOptions>>;

/** Contradictions between options, each under the option to change. */
export function* networkProblems(network: Network): Iterable<{ option: keyof Network; problem: string }> {
  const { port, mediaPort, iceServers, turnSecret, turnUsername, turnPassword } = network;
  const media = mediaPort === undefined ? undefined : portRangeOf(mediaPort);
  if (media !== undefined && port >= media.first && port <= media.last) {
    const problem = `${port} is the port of pages (--port) already; leave it out of the media ports`;
    yield { option: 'mediaPort', problem };
  }
  const turn = iceServers.some(isTurnUrl);
  const named = turnUsername !== undefined || turnPassword !== undefined;
  if (turnSecret !== undefined && named) {
    const problem = 'it makes credentials, so --turn-username and --turn-password must be left out, or it';
    yield { option: 'turnSecret', problem };
  } else if (named && (turnUsername === undefined || turnPassword === undefined)) {
    const option = turnUsername === undefined ? 'turnPassword' : 'turnUsername';
    yield { option, problem: 'give both --turn-username and --turn-password, or --turn-secret' };
  } else if (turn && turnSecret === undefined && !named) {
    const problem =
      'TURN servers ask for credentials; add --turn-secret, or --turn-username and --turn-password';
    yield { option: 'iceServers', problem };
  }
  if (turn) return;
  const needs = 'there is no turn: or turns: server in --ice-servers; add one, or leave this out';
  if (turnSecret !== undefined) yield { option: 'turnSecret', problem: needs };
  if (named) yield { option: turnUsername === undefined ? 'turnPassword' : 'turnUsername', problem: needs };
  if (network.iceTransportPolicy === 'relay') yield { option: 'iceTransportPolicy', problem: needs };
}
