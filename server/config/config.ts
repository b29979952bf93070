import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { engineOptions } from './engine-options.ts';
import { httpFaults, httpOptions } from './http-options.ts';
import { networkOptions } from './network-options.ts';
import { recordingOptions } from './recording-options.ts';
import { roomOptions } from './room-options.ts';

/**
 * Every option of the server, once: type, range, default and description. A value comes from the
 * command line (--option-name), the environment (WORLDROOM_OPTION_NAME) or a JSON file (--config),
 * and the first of these that has one wins. `--help` is generated from this schema.
 */
export const configSchema = z
  .strictObject({
    ...networkOptions,
    ...httpOptions,
    ...engineOptions,
    ...roomOptions,
    ...recordingOptions,
  })
  .superRefine((config, context) => {
    for (const { option, message } of httpFaults(config)) {
      context.addIssue({ code: 'custom', path: [option], message });
    }
  });

export type Config = z.infer<typeof configSchema>;
export type OptionName = keyof Config;

/** A value that cannot be used; the message names the option, where it came from and the remedy. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

export interface ConfigSources {
  /** Arguments after the script's name. */
  arguments: readonly string[];
  environment: Readonly<Record<string, string | undefined>>;
}

/** The configuration, or 'help' when the command line asks for it. */
export function readConfig(sources: ConfigSources): Config | 'help' {
  const commandLine = readArguments(sources.arguments);
  if (commandLine.get('help') !== undefined) return 'help';
  const file = commandLine.get('config') ?? sources.environment[environmentName('config')];

  const values: Partial<Record<string, unknown>> = file === undefined ? {} : readJson(file);
  const origin = new Map<string, string>(Object.keys(values).map((name) => [name, `${file}`]));
  for (const name of optionNames) {
    const fromEnvironment = sources.environment[environmentName(name)];
    const fromArguments = commandLine.get(name);
    const text = fromArguments ?? fromEnvironment;
    if (text === undefined || (fromArguments === undefined && text === '')) continue;
    values[name] = parseText(name, text);
    origin.set(name, fromArguments === undefined ? environmentName(name) : 'the command line');
  }

  const result = configSchema.safeParse(values);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => describeIssue(issue, origin));
  throw new ConfigError(problems.join('\n'));
}

/** The text of --help: one line or two an option, from the schema. */
export function helpText(): string {
  const lines = optionNames.map((name) => {
    const option = options[name];
    const facts = [
      allowedValues(option),
      option.default === undefined ? '' : `default ${defaultText(option)}`,
    ];
    const detail = facts.filter((fact) => fact !== '').join('; ');
    return `  ${flagName(name)} <${typeName(option)}>\n      ${option.description}${detail === '' ? '' : ` (${detail})`}`;
  });
  return [
    'Worldroom: multiplayer rooms whose pictures come from a generative world model.',
    '',
    'Usage: npm start -- [options]',
    '',
    'Each option can also be set in the environment (--media-workers is WORLDROOM_MEDIA_WORKERS) and in',
    'a JSON file ("mediaWorkers"). The command line wins over the environment, and that over the file.',
    '',
    '  --config <file>\n      JSON file with options.',
    ...lines,
    '  --help\n      Show this text.',
    '',
  ].join('\n');
}

export function flagName(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

export function environmentName(name: string): string {
  return `WORLDROOM_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** What is read of an option's JSON schema. */
const optionSchema = z.object({
  type: z.enum(['string', 'integer', 'number', 'array']),
  description: z.string(),
  default: z.union([z.string(), z.number(), z.array(z.string())]).optional(),
  enum: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  maximum: z.number().optional(),
});
type Option = z.infer<typeof optionSchema>;

const options = z
  .record(z.string(), optionSchema)
  .parse(z.toJSONSchema(configSchema, { io: 'input' }).properties);
const optionNames = Object.keys(options);

function readArguments(given: readonly string[]): Map<string, string> {
  const byFlag = new Map(['config', ...optionNames].map((name) => [flagName(name).slice(2), name]));
  const flags = Object.fromEntries([...byFlag.keys()].map((flag) => [flag, { type: 'string' as const }]));
  try {
    const { values } = parseArgs({
      args: [...given],
      options: { ...flags, help: { type: 'boolean', short: 'h' } },
      strict: true,
      allowPositionals: false,
    });
    return new Map(Object.entries(values).map(([flag, value]) => [byFlag.get(flag) ?? flag, String(value)]));
  } catch (error) {
    throw new ConfigError(`${messageOf(error)} Use --help to see every option.`);
  }
}

function readJson(file: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(
      `--config: cannot read ${file} (${messageOf(error)}). Give the path of a JSON file.`,
    );
  }
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch {
    throw new ConfigError(`--config: ${file} must hold one JSON object, such as {"port": 8080}.`);
  }
}

/** A value typed on a command line in the type its option has; left as text where it does not fit. */
function parseText(name: string, text: string): unknown {
  const { type } = options[name];
  if (type === 'array')
    return text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  if (type === 'string') return text;
  const number = Number(text);
  return text.trim() === '' || Number.isNaN(number) ? text : number;
}

function describeIssue(issue: z.core.$ZodIssue, origin: ReadonlyMap<string, string>): string {
  if (issue.code === 'unrecognized_keys') {
    return `${issue.keys.join(', ')}: there is no such option. Use --help to see every option.`;
  }
  const name = String(issue.path[0]);
  const option = options[name];
  const allowed = allowedValues(option);
  const remedy = allowed === '' ? `It is: ${option.description}` : `It must be ${allowed}.`;
  return `${flagName(name)} (from ${origin.get(name) ?? 'the defaults'}): ${issue.message}. ${remedy}`;
}

function allowedValues(option: Option): string {
  if (option.enum !== undefined) return `one of ${option.enum.join(', ')}`;
  const least = option.exclusiveMinimum === undefined ? option.minimum : option.exclusiveMinimum;
  if (least === undefined || option.maximum === undefined) return '';
  return `${option.exclusiveMinimum === undefined ? 'from' : 'over'} ${least} to ${option.maximum}`;
}

function typeName(option: Option): string {
  if (option.type === 'array') return 'list';
  return option.type === 'string' ? 'text' : 'number';
}

function defaultText(option: Option): string {
  return Array.isArray(option.default) ? option.default.join(',') || 'none' : String(option.default);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
