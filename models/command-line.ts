import { parseArgs } from 'node:util';
import { z } from 'zod';
import { PackError } from '../server/pack/pack-error.ts';

/** A mistake in a command line, as a message for people that names the option and the remedy. */
export class CommandLineError extends Error {
  override name = 'CommandLineError';
}

/**
 * Options of a command line such as `--seeds 8 --quick`, read by a schema: booleans are flags, arrays may be
 * repeated, all others take a value. Throws a CommandLineError that lists all mistakes.
 */
export function readOptions<Shape extends z.core.$ZodLooseShape>(
  schema: z.ZodObject<Shape>,
  args: readonly string[],
): z.output<z.ZodObject<Shape>> {
  const kinds = Object.entries(schema.shape).map(([name, field]) => [name, optionKind(field)] as const);
  const known = `The options are --${kinds.map(([name]) => name).join(', --')}.`;
  // All options are parsed as repeatable, so that a second value is reported instead of replacing the first.
  const options = kinds.map(([name, { type }]) => [name, { type, multiple: true }] as const);
  let values: Record<string, unknown>;
  try {
    values = parseArgs({ args: [...args], options: Object.fromEntries(options) }).values;
  } catch (error) {
    throw new CommandLineError(`${error instanceof Error ? error.message : error}\n${known}`);
  }
  for (const [name, { type, multiple }] of kinds) {
    const given = values[name];
    if (!Array.isArray(given)) continue;
    if (given.includes(''))
      throw new CommandLineError(`--${name}: is empty. Give it a value, or leave it out.`);
    if (given.length > 1 && !multiple && type === 'string') {
      throw new CommandLineError(`--${name}: is given ${given.length} times. Give it once.`);
    }
    if (!multiple) values[name] = given[0];
  }
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => `--${String(path[0])}: ${message}`);
  throw new CommandLineError(issues.join('\n'));
}

/**
 * Like readOptions for this process's arguments. `--help` prints `usage`; mistakes end the process with code
 * 2.
 */
export function commandLine<Shape extends z.core.$ZodLooseShape>(
  schema: z.ZodObject<Shape>,
  usage: string,
): z.output<z.ZodObject<Shape>> {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    process.stdout.write(`${usage.trim()}\n`);
    process.exit(0);
  }
  try {
    return readOptions(schema, args);
  } catch (error) {
    if (!(error instanceof CommandLineError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
}

/**
 * Resolves like the promise. Faults in files and options are printed without a stack trace, and end the
 * process with code 2.
 */
export async function orEnd<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const expected = [PackError, CommandLineError].some((kind) => error instanceof kind);
    if (!expected) throw error;
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exit(2);
  }
}

function optionKind(field: z.core.SomeType): { type: 'boolean' | 'string'; multiple: boolean } {
  let inner = field;
  while (inner instanceof z.ZodDefault || inner instanceof z.ZodOptional) inner = inner.unwrap();
  return {
    type: inner instanceof z.ZodBoolean ? 'boolean' : 'string',
    multiple: inner instanceof z.ZodArray,
  };
}
