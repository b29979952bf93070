import { parseArgs } from 'node:util';
import { z } from 'zod';
import { flagName } from '../config/config.ts';
import { upChoices } from './upright.ts';
import { defaultPoints } from './world-export.ts';

/** Invalid arguments of the world command. The message names the option and the remedy. */
export class OptionError extends Error {
  override name = 'OptionError';
}

const degrees = Math.PI / 180;
const number = z.coerce.number('must be a number');
/** Values beyond these are typing errors. */
const positive = number.min(1e-9, 'must be over 0').max(1e9, 'must be at most 1e9');
/** Metres from the origin. Farther away, 32-bit floats are not precise enough. */
const spot = 'must be x,z,yaw in metres and degrees, within 10 km of the origin';
const coordinate = z.number(spot).min(-10_000, spot).max(10_000, spot);
const pack = z.string().min(1).default('models/arena').describe('Folder of the pack.');
const replace = z.boolean().default(false).describe('Takes the place of what has that name.');
const spawn = z
  .string()
  .transform((text) => text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part))))
  .pipe(z.tuple([coordinate, coordinate, coordinate], spot))
  .transform(([x, z, yaw]) => ({ x, z, yaw: yaw * degrees }));

/** Options of `world import`. Input as typed on the command line, output in metres and radians. */
export const importSchema = z.strictObject({
  pack,
  name: z.string().optional().describe("Name of the world seed; the capture's when left out."),
  title: z.string().min(1).max(80).optional().describe('Title of the world in the lobby.'),
  depth: z.string().min(1).optional().describe('Depth PNG (16-bit) of a single image.'),
  fieldOfView: number
    .min(10)
    .max(150)
    .default(65)
    .transform((value) => value * degrees)
    .describe('Horizontal field of view of a single image, degrees.'),
  pitch: number
    .min(-90)
    .max(90)
    .default(0)
    .transform((value) => value * degrees)
    .describe('How far up the camera of a single image looked, degrees.'),
  up: z.enum(upChoices).optional().describe('What is up in the capture.'),
  scale: positive.optional().describe("Metres in one unit of the capture's poses; 1 when left out."),
  eyeHeight: positive.max(100).optional().describe("Metres of the first camera over the ground; the pack's."),
  depthUnit: positive.optional().describe("Units of the poses in one step of depth; the file's, or 0.001."),
  skyFrom: positive.default(1000).describe('Metres from which a depth is the sky.'),
  keyframes: number.int().min(1).max(256).default(256).describe('Most keyframes that are kept.'),
  spawn: z.array(spawn).min(1).optional().describe('Where players start: x,z,yaw; may be given again.'),
  replace,
});

/** Options of `world export`. */
export const exportSchema = z.strictObject({
  pack,
  out: z.string('is missing; name the folder to write').min(1).describe('Folder to write.'),
  server: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Address of the server that has the room.'),
  token: z.string().optional().describe("Token of the room's export link; WORLDROOM_SECRET signs one."),
  points: number
    .int()
    .min(1)
    .max(20_000_000)
    .default(defaultPoints)
    .describe('Most points of the point cloud of a world seed.'),
  depthUnit: positive.default(0.001).describe('Metres in one step of depth; seeds only.'),
  replace,
});

/**
 * Parses the arguments of a command: one positional argument and the options of `schema`.
 *
 * @throws OptionError
 */
export function readOptions<T>(
  schema: z.ZodType<T> & { shape: Record<string, unknown> },
  given: readonly string[],
): { subject: string; options: T } {
  const names = Object.keys(schema.shape);
  const byFlag = new Map(names.map((name) => [flagName(name).slice(2), name]));
  const kinds = Object.fromEntries(
    [...byFlag].map(([flag, name]) => [
      flag,
      { type: name === 'replace' ? ('boolean' as const) : ('string' as const), multiple: true },
    ]),
  );
  const { values, positionals } = parse(given, kinds);
  const [subject, ...more] = positionals;
  if (subject === undefined || more.length > 0) {
    throw new OptionError(`Name one world, not ${positionals.length}. Use --help to see how.`);
  }
  const named: Record<string, unknown> = {};
  for (const [flag, all] of Object.entries(values)) {
    const name = byFlag.get(flag) ?? flag;
    const given = Array.isArray(all) ? all : [all];
    if (given.includes('')) throw new OptionError(`--${flag}: is empty. Give it a value, or leave it out.`);
    if (given.length > 1 && name !== 'spawn') {
      throw new OptionError(`--${flag}: is given ${given.length} times. Give it once.`);
    }
    named[name] = name === 'spawn' ? given : given[0];
  }
  const result = schema.safeParse(named);
  if (result.success) return { subject, options: result.data };
  const [{ path, message }] = result.error.issues;
  throw new OptionError(`${flagName(String(path[0]))}: ${message}. Use --help to see every option.`);
}

export const helpText = [
  'Takes worlds in and out.',
  '',
  'npm run world -- import <folder with transforms.json, or that file> [options]',
  'npm run world -- import <image> --depth <16-bit PNG> [options]',
  ...optionLines(importSchema),
  '',
  'npm run world -- export <world seed of the pack> --out <folder> [options]',
  'npm run world -- export <room id> --server <address> --out <folder> [options]',
  'npm run world -- export <export link of a room> --out <folder> [options]',
  ...optionLines(exportSchema),
  '',
  'Values that begin with a dash are joined to their option: --up=-z, --spawn=-1.5,2,90.',
  '',
].join('\n');

function optionLines(schema: typeof importSchema | typeof exportSchema): string[] {
  return Object.entries(schema.shape).map(([name, option]) => `  ${flagName(name)}: ${option.description}`);
}

function parse(given: readonly string[], options: NonNullable<Parameters<typeof parseArgs>[0]>['options']) {
  try {
    return parseArgs({ args: [...given], options, strict: true, allowPositionals: true });
  } catch (error) {
    throw new OptionError(
      `${error instanceof Error ? error.message : error} Use --help to see every option.`,
    );
  }
}
