import { z } from 'zod';

/** What a process serves and runs on: pack, threads, pages, secrets and log. */
export const engineOptions = {
  pack: z.string().min(1).default('models/arena').describe('Folder of the world model pack.'),
  worldCacheMegabytes: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(512)
    .describe('Megabytes of prepared worlds that are kept for the next rooms; the newest is kept anyway.'),
  memoryMegabytes: z
    .int()
    .min(1)
    .max(10_000_000)
    .optional()
    .describe(
      'Megabytes of keyframes that all rooms together remember; when left out, a quarter of the memory there is.',
    ),
  roomMemoryMegabytes: z
    .int()
    .min(1)
    .max(10_000_000)
    .default(1000)
    .describe('Megabytes of keyframes that one room remembers besides those that it began with.'),
  provider: z
    .enum(['auto', 'cpu', 'webgpu', 'cuda'])
    .default('auto')
    .describe('Execution provider of ONNX Runtime.'),
  conditioning: z
    .enum(['auto', 'graph'])
    .default('auto')
    .describe(
      'What reprojects memory and composes views on a CPU: the native kernel where it works, or graphs alone.',
    ),
  workers: z.int().min(0).max(256).default(0).describe('Generation threads; 0 starts one per core.'),
  generation: z
    .string()
    .refine(
      isServerOfViews,
      'must be grpc: with a host and a port, such as grpc://triton:8001; the protocol has no TLS here',
    )
    .optional()
    .describe(
      'Server that draws views, over the KServe v2 protocol: a Triton with the repository that npm run triton writes, such as grpc://triton:8001. Views that it does not draw in time are drawn here.',
    ),
  generationDeadline: z
    .number()
    .min(1)
    .max(60_000)
    .optional()
    .describe(
      'With --generation: milliseconds after which a view is drawn here; the time of a tick when left out.',
    ),
  clientFolder: z.string().min(1).default('build/client').describe('Folder of the built pages.'),
  secret: z
    .string()
    .regex(/^\S.{14,}\S$/s, 'must have at least 16 characters, the first and the last no spaces')
    .max(1024)
    .optional()
    .describe('Signs invites; when left out, one is made at each start and older invites stop working.'),
  inviteHours: z.number().min(0.0003).max(8760).default(24).describe('Hours for which an invite is valid.'),
  adminToken: z
    .string()
    .regex(/^\S.{14,}\S$/s, 'must have at least 16 characters, the first and the last no spaces')
    .max(256)
    .optional()
    .describe(
      'Opens the page /admin, which is off when left out; set it in the environment, where no list of processes shows it.',
    ),
  logLevel: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('Least severe log lines to write, to standard error.'),
};

/** Contradictions between options, each under the option to change. */
export function* engineProblems({
  generation,
  generationDeadline,
}: z.output<z.ZodObject<typeof engineOptions>>): Iterable<{
  option: 'generationDeadline';
  problem: string;
}> {
  if (generationDeadline === undefined || generation !== undefined) return;
  yield {
    option: 'generationDeadline',
    problem: 'there is no --generation that it is for; add one, or leave this out',
  };
}

function isServerOfViews(text: string): boolean {
  if (!/^grpc:\/\/[^/?#@\s]+:\d+$/.test(text)) return false;
  const port = Number(text.slice(text.lastIndexOf(':') + 1));
  return port > 0 && port <= 65_535;
}
