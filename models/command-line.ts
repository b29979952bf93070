import { parseArgs } from 'node:util';
import { z } from 'zod';

/** What is wrong with a command line, for people to read: it names the option and the remedy. */
export class CommandLineError extends Error {
  override name = 'CommandLineError';
}

/**
 * Options of a command line such as `--seeds 8 --quick`, read by a schema: booleans are flags, arrays
 * may be repeated, everything else takes a value. Throws CommandLineError with all that is wrong.
 */
export function readOptions<Shape extends z.core.$ZodLooseShape>(
  schema: z.ZodObject<Shape>,
  args: readonly string[],
): z.output<z.ZodObject<Shape>> {
  const kinds = Object.entries(schema.shape).map(([name, field]) => [name, optionKind(field)] as const);
  const known = `The options are --${kinds.map(([name]) => name).join(', --')}.`;
  let values: Record<string, unknown>;
  try {
    values = parseArgs({ args: [...args], options: Object.fromEntries(kinds) }).values;
  } catch (error) {
    throw new CommandLineError(`${error instanceof Error ? error.message : error}\n${known}`);
  }
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => `--${String(path[0])}: ${message}`);
  throw new CommandLineError(issues.join('\n'));
}

/** As readOptions with this process's arguments; `--help` prints `usage`, mistakes end the process with code 2. */
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

function optionKind(field: z.core.SomeType): { type: 'boolean' | 'string'; multiple: boolean } {
  let inner = field;
  while (inner instanceof z.ZodDefault || inner instanceof z.ZodOptional) inner = inner.unwrap();
  return {
    type: inner instanceof z.ZodBoolean ? 'boolean' : 'string',
    multiple: inner instanceof z.ZodArray,
  };
}
