import { z } from 'zod';
import { parseAuthority } from '../http/authority.ts';

/** Several processes that serve the same rooms. */
export const processOptions = {
  redis: z
    .string()
    .refine(isRedis, 'must be the address of a Redis server, such as redis://db:6379')
    .optional()
    .describe(
      'Redis server (6.2 or newer) over which several processes serve the same rooms, such as redis://db:6379. A password belongs into WORLDROOM_REDIS. Needs --process-address and --secret.',
    ),
  processAddress: z
    .string()
    .refine(
      (text) => addressOf(text) !== undefined,
      'must be a host, with a port or a path where there is one, and without a scheme: play.example.org/p1 or 203.0.113.5:2567',
    )
    .transform((text) => text.replace(/\/+$/, ''))
    .optional()
    .describe(
      'With --redis: where pages reach this process and no other, without a scheme, such as play.example.org/p1. One on the host of --public-url needs no more than a path in the proxy.',
    ),
  processUrl: z
    .url({ protocol: /^https?$/, error: 'must be an address with http: or https:' })
    .transform((text) => (text.endsWith('/') ? text : `${text}/`))
    .optional()
    .describe(
      'With --redis: where the other processes reach this one, such as http://10.0.0.5:2567/; at --process-address when left out.',
    ),
};

type Processes = z.output<z.ZodObject<typeof processOptions>>;

/** Contradictions between options, each under the option to change. */
export function* processProblems(
  config: Processes & { secret?: string | undefined },
): Iterable<{ option: keyof Processes; problem: string }> {
  const { redis, processAddress, secret } = config;
  if (redis !== undefined && processAddress === undefined) {
    const problem =
      'pages have to reach the process that has their room: add --process-address, such as play.example.org/p1';
    yield { option: 'redis', problem };
  }
  if (redis !== undefined && secret === undefined) {
    const problem = 'all processes have to sign with the same secret: set WORLDROOM_SECRET for each';
    yield { option: 'redis', problem };
  }
  if (redis !== undefined) return;
  for (const option of ['processAddress', 'processUrl'] as const) {
    if (config[option] === undefined) continue;
    yield { option, problem: 'there is no --redis that it is for; add one, or leave this out' };
  }
}

/** The host and port of a process's address. Undefined if it is not one. */
export function addressOf(text: string) {
  const [authority, ...path] = text.replace(/\/+$/, '').split('/');
  if (path.some((part) => !/^[\w.~-]*[\w~-]$/.test(part))) return undefined;
  return parseAuthority(authority);
}

/** Where the other processes reach this one. */
export function processUrlOf({
  processAddress,
  processUrl,
  publicUrl,
  tlsCert,
}: Pick<Processes, 'processAddress' | 'processUrl'> & {
  publicUrl?: string | undefined;
  tlsCert?: string | undefined;
}): string {
  if (processUrl !== undefined) return processUrl;
  const isSecure = publicUrl === undefined ? tlsCert !== undefined : publicUrl.startsWith('https:');
  return `${isSecure ? 'https' : 'http'}://${processAddress}/`;
}

/** The address of a Redis server as it may be shown: without user name and password. */
export function shownRedis(address: string): string {
  const { protocol, host, pathname } = new URL(address);
  return `${protocol}//${host}${pathname}`;
}

function isRedis(text: string): boolean {
  return /^rediss?:\/\/\S+$/.test(text) && URL.canParse(text) && new URL(text).hostname !== '';
}
