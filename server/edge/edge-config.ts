import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ConfigError, environmentName, flagName } from '../config/config.ts';
import { pipeOptions, rangesMeet } from '../config/edge-options.ts';
import { engineOptions } from '../config/engine-options.ts';
import { metricsOptions, metricsProblems } from '../config/metrics-options.ts';
import { networkOptions } from '../config/network-options.ts';
import { tracingOptions } from '../config/tracing-options.ts';

const { host, announcedAddress, mediaPort } = networkOptions;
const { logLevel } = engineOptions;

/** Options of an edge. Those that servers have, too, mean the same. */
const edgeConfigSchema = z
  .strictObject({
    origin: z
      .array(z.url({ protocol: /^https?$/, error: 'must be addresses with http: or https:' }))
      .min(1, 'is missing: give the address of a server, such as https://play.example.org/')
      .default([])
      .describe(
        'Addresses of the processes whose spectators this edge takes, such as https://play.example.org/.',
      ),
    secret: z
      .string({ error: 'is missing: set WORLDROOM_SECRET to the secret of the origin' })
      .min(1)
      .describe('The secret of the origin; set it in the environment.'),
    maximumViewers: z
      .int()
      .min(1)
      .max(100_000)
      .default(500)
      .describe('Viewers that this edge takes; it has one media worker, which is one thread.'),
    ...{ host, announcedAddress, mediaPort, ...pipeOptions, ...metricsOptions, ...tracingOptions, logLevel },
  })
  .superRefine((config, context) => {
    for (const { option, problem } of metricsProblems(config)) {
      context.addIssue({ code: 'custom', path: [option], message: problem });
    }
    // `default` comes after `min`, so that a missing one is told in the same words.
    if (config.origin.length === 0) {
      context.addIssue({
        code: 'custom',
        path: ['origin'],
        message: 'is missing: give the address of a server',
      });
    }
    if (rangesMeet(config.pipePorts, config.mediaPort)) {
      context.addIssue({ code: 'custom', path: ['pipePorts'], message: 'are ports of media (--media-port)' });
    }
  });
export type EdgeConfig = z.infer<typeof edgeConfigSchema>;

const fields = Object.entries(edgeConfigSchema.shape);
const lists = new Set(['origin', 'announcedAddress']);
const numbers = new Set(['maximumViewers', 'traceShare']);

/**
 * Reads the options of an edge from its command line and the environment. Returns 'help' if the command line asks for it.
 *
 * @throws ConfigError with all that is wrong
 */
export function readEdgeConfig(
  given: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): EdgeConfig | 'help' {
  const flags = fields.map(([name]) => [
    flagName(name).slice(2),
    { type: 'string' as const, multiple: true },
  ]);
  let flagged: Record<string, string[] | boolean | undefined>;
  try {
    const options = { ...Object.fromEntries(flags), help: { type: 'boolean' as const, short: 'h' } };
    flagged = z
      .record(z.string(), z.union([z.array(z.string()), z.boolean()]))
      .parse({ ...parseArgs({ args: [...given], options, strict: true }).values });
  } catch (error) {
    throw new ConfigError(error instanceof Error ? error.message : String(error));
  }
  if (flagged.help === true) return 'help';
  const values = fields.flatMap(([name]): [string, unknown][] => {
    const flag = flagged[flagName(name).slice(2)];
    const text = Array.isArray(flag) ? flag.join(',') : environment[environmentName(name)];
    return text === undefined || text === '' ? [] : [[name, valueOfText(name, text)]];
  });
  const result = edgeConfigSchema.safeParse(Object.fromEntries(values));
  if (result.success) return result.data;
  throw new ConfigError(
    result.error.issues.map(({ path, message }) => `${flagName(String(path[0]))}: ${message}`).join('\n'),
  );
}

function valueOfText(name: string, text: string): unknown {
  if (lists.has(name)) return text.split(',').map((part) => part.trim());
  return numbers.has(name) ? Number(text) : text;
}

export function edgeHelp(): string {
  const lines = fields.map(([name, field]) => `  ${flagName(name)}\n      ${field.description}`);
  return [
    'An edge of Worldroom: it takes the video and sound of spectators off servers.',
    '',
    'Usage: npm run edge -- --origin https://play.example.org/ [options]',
    '',
    'Each option can also be set in the environment (--media-port is WORLDROOM_MEDIA_PORT).',
    '',
    ...lines,
    '  --help\n      Show this text.',
    '',
  ].join('\n');
}
