import { z } from 'zod';
import { isAddress } from '../http/authority.ts';
import { portRangeOf, portRangeSchema } from './port-range-text.ts';

/** Where pipes between an origin and an edge end, on either side. */
export const pipeOptions = {
  pipeAddress: z
    .string()
    .refine(isAddress, 'must be an IP address')
    .optional()
    .describe(
      'IP address at which the other side of pipes between origin and edges reaches this machine; that of their connection when left out.',
    ),
  pipePorts: portRangeSchema
    .optional()
    .describe(
      'UDP port, or range of ports such as 41000-41015, of pipes between origin and edges: one for each media worker and edge. From 10000 to 59999 when left out.',
    ),
};

/** Edges that take spectators off a server. */
export const edgeOptions = {
  maximumEdges: z
    .int()
    .min(0)
    .max(1_000)
    .default(0)
    .describe(
      'Most edges (npm run edge) that may connect, and take the video and sound of spectators off this process. Needs --secret.',
    ),
  originSpectators: z
    .int()
    .min(0)
    .max(100_000)
    .default(0)
    .describe('Spectators whose media come from this process before others are sent to edges.'),
  ...pipeOptions,
};

type EdgeConfig = z.output<z.ZodObject<typeof edgeOptions>>;

/** Contradictions between options, each under the option to change. */
export function* edgeProblems(
  config: EdgeConfig & { secret?: string | undefined; mediaPort?: string | undefined },
): Iterable<{ option: keyof EdgeConfig; problem: string }> {
  const { maximumEdges, secret, pipeAddress, pipePorts, mediaPort } = config;
  if (maximumEdges > 0 && secret === undefined) {
    yield {
      option: 'maximumEdges',
      problem: 'edges show that they have the same secret: set WORLDROOM_SECRET for both',
    };
  }
  if (maximumEdges === 0 && (pipeAddress ?? pipePorts) !== undefined) {
    const option = pipeAddress === undefined ? 'pipePorts' : 'pipeAddress';
    yield { option, problem: 'there are no edges that it is for; add --maximum-edges, or leave this out' };
  }
  if (rangesMeet(pipePorts, mediaPort)) {
    yield { option: 'pipePorts', problem: 'are ports of media (--media-port); give others' };
  }
}

/** Whether two texts name a port in common. */
export function rangesMeet(one: string | undefined, other: string | undefined): boolean {
  const [a, b] = [one, other].map((text) => (text === undefined ? undefined : portRangeOf(text)));
  return a !== undefined && b !== undefined && a.first <= b.last && b.first <= a.last;
}
