import { z } from 'zod';
import { type Authority, isLoopback, parseAuthority } from '../http/authority.ts';

/** Figures for Prometheus. */
export const metricsOptions = {
  metricsAddress: z
    .string()
    .refine(
      (text) => parseAuthority(text)?.port !== undefined,
      'must be a host and a port, such as 127.0.0.1:9464',
    )
    .optional()
    .describe(
      'Host and port at which Prometheus gets figures (GET /metrics), such as 127.0.0.1:9464; never at the port of pages. Any other host than this machine needs --metrics-token.',
    ),
  metricsToken: z
    .string()
    .regex(/^[\w.~+/=-]{16,1024}$/, 'must have at least 16 letters, digits or -._~+/= (RFC 6750)')
    .optional()
    .describe('Bearer token without which /metrics answers nothing; set it in the environment.'),
};

type Metrics = z.output<z.ZodObject<typeof metricsOptions>>;

/** Contradictions between options, each under the option to change. */
export function* metricsProblems({
  metricsAddress,
  metricsToken,
}: Metrics): Iterable<{ option: keyof Metrics; problem: string }> {
  if (metricsAddress === undefined) {
    if (metricsToken === undefined) return;
    yield {
      option: 'metricsToken',
      problem: 'there is no --metrics-address that it is for; add one, or leave this out',
    };
    return;
  }
  const host = parseAuthority(metricsAddress)?.name;
  if (host !== undefined && metricsToken === undefined && !isLoopback(host)) {
    const problem =
      'others than this machine reach it, so it needs a token: set WORLDROOM_METRICS_TOKEN, or give 127.0.0.1';
    yield { option: 'metricsAddress', problem };
  }
}

/** Host and port of a `--metrics-address` that was checked. */
export function metricsPlace(text: string): Authority & { port: number } {
  const { name, port } = parseAuthority(text) ?? {};
  if (name === undefined || port === undefined) throw new RangeError(`${text} is no host and port`);
  return { name, port };
}
