import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { decodeText, parseJson } from '../pack/json-text.ts';
import { admissionOptions } from './admission-options.ts';
import { edgeOptions } from './edge-options.ts';
import { engineOptions } from './engine-options.ts';
import { httpOptions } from './http-options.ts';
import { networkOptions } from './network-options.ts';
import { optionProblems } from './option-problems.ts';
import { processOptions } from './process-options.ts';
import { recordingOptions } from './recording-options.ts';
import { roomOptions } from './room-options.ts';
import { hasPassword, savingOptions } from './saving-options.ts';
import { observingOptions } from './tracing-options.ts';

/**
 * Type, range, default and description of every option of the server. A value comes from the command line
 * (--option-name), the environment (WORLDROOM_OPTION_NAME) or a JSON file (--config); the first of these with
 * a value wins. `--help` is generated from this schema.
 */
export const configSchema = z
  .strictObject({
    ...networkOptions,
    ...httpOptions,
    ...engineOptions,
    ...roomOptions,
    ...admissionOptions,
    ...recordingOptions,
    ...savingOptions,
    ...processOptions,
    ...observingOptions,
    ...edgeOptions,
  })
  .superRefine((config, context) => {
    for (const { option, problem: message } of optionProblems(config))
      context.addIssue({ code: 'custom', path: [option], message });
  });

export type Config = z.infer<typeof configSchema>;
export type OptionName = keyof Config;

/** An invalid value. The message names the option, its source and the remedy. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

export interface ConfigSources {
  /** Arguments after the name of the script. */
  arguments: readonly string[];
  environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads the configuration. Returns 'help' if the command line asks for it.
 *
 * @throws ConfigError with all invalid values
 */
export function readConfig(sources: ConfigSources): Config | 'help' {
  const commandLine = readArguments(sources.arguments);
  if (commandLine.get('help') !== undefined) return 'help';
  const file = commandLine.get('config') ?? sources.environment[environmentName('config')];

  const values = file === undefined ? {} : textsOf(readJson(file));
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
  const problems = result.success
    ? contradictions(result.data)
    : result.error.issues.map((issue) => describeIssue(issue, origin, values));
  if (result.success && problems.length === 0) return result.data;
  throw new ConfigError(problems.join('\n'));
}

/**
 * Secret options that are given on the command line. Process lists show command lines to every user of the
 * machine.
 */
export function exposedSecrets(given: readonly string[]): OptionName[] {
  const named = readArguments(given);
  const withPassword = (['roomStore', 'redis'] as const).filter((name) => {
    const address = named.get(name);
    return address !== undefined && hasPassword(address);
  });
  return [...secretOptions.filter((name) => named.has(name)), ...withPassword];
}

const secretOptions = ['secret', 'adminToken', 'metricsToken', 'turnSecret', 'turnPassword'] as const;

/**
 * Environment variables that look like options but are not. Variables whose names continue with SERVICE or
 * PORT are left out: Kubernetes sets them for a service named worldroom.
 */
export function unknownVariables(environment: ConfigSources['environment']): string[] {
  const known = new Set(['config', ...optionNames].map(environmentName));
  return Object.keys(environment).filter(
    (name) => /^WORLDROOM_(?!SERVICE_|PORT_|BROWSER$|SCREENSHOTS$)/.test(name) && !known.has(name),
  );
}

/** The text of --help, generated from the schema. */
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

/** The used part of an option's JSON schema. */
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
  const flags = Object.fromEntries(
    [...byFlag.keys()].map((flag) => [flag, { type: 'string' as const, multiple: true }]),
  );
  let values: Record<string, unknown>;
  try {
    ({ values } = parseArgs({
      args: [...given],
      options: { ...flags, help: { type: 'boolean', short: 'h' } },
      strict: true,
      allowPositionals: false,
    }));
  } catch (error) {
    throw new ConfigError(`${messageOf(error)} Use --help to see every option.`);
  }
  const named = new Map<string, string>();
  for (const [flag, value] of Object.entries(values)) {
    const name = byFlag.get(flag) ?? flag;
    const all = Array.isArray(value) ? value.map(String) : [String(value)];
    // A list may be given in parts. Two values of any other option are probably a mistake in a script.
    if (all.length > 1 && options[name]?.type !== 'array') {
      throw new ConfigError(`--${flag}: is given ${all.length} times. Give it once.`);
    }
    named.set(name, all.join(','));
  }
  return named;
}

function readJson(file: string): Record<string, unknown> {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new ConfigError(
      `--config: cannot read ${file} (${messageOf(error)}). Give the path of a JSON file.`,
    );
  }
  let content: unknown;
  try {
    content = parseJson(decodeText(bytes));
  } catch (error) {
    throw new ConfigError(`--config: ${file} is not JSON: ${messageOf(error)}. ${jsonRemedy}`);
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new ConfigError(`--config: ${file} must hold one JSON object. ${jsonRemedy}`);
  }
  // Only own keys count, so that "__proto__" is an unknown option like any other.
  const unknown = Object.keys(content).filter((name) => !optionNames.includes(name));
  if (unknown.length > 0) {
    throw new ConfigError(
      `${file}: ${unknown.join(', ')}: there is no such option. Use --help to see every option.`,
    );
  }
  return { ...content };
}

const jsonRemedy = 'It must hold one JSON object, such as {"port": 8080}.';

/** Plain decimal numbers. Hexadecimals, exponents and spaces are probably typing errors. */
const decimal = /^[+-]?\d+(?:\.\d+)?$/;
/** Converts the values of a file: text to a list of one, and a number such as a port to text. */
function textsOf(values: Record<string, unknown>): Record<string, unknown> {
  const read = ([name, value]: [string, unknown]): [string, unknown] => {
    const type = options[name]?.type;
    if (type === 'array' && typeof value === 'string') return [name, parseText(name, value)];
    return [name, type === 'string' && typeof value === 'number' ? String(value) : value];
  };
  return Object.fromEntries(Object.entries(values).map(read));
}

/**
 * Converts a value from the command line or environment to the type of its option. Text that does not fit
 * stays text, so that the schema rejects it.
 */
function parseText(name: string, text: string): unknown {
  const { type } = options[name];
  if (type === 'array')
    return text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  if (type === 'string') return text;
  return decimal.test(text.trim()) ? Number(text) : text;
}

/** Contradictions between options. */
function contradictions(config: Config): string[] {
  const { maximumRecordings, recordingMegabytes, recordingDiskMegabytes } = config;
  if (maximumRecordings === 0 || recordingMegabytes <= recordingDiskMegabytes) return [];
  return [
    `--recording-megabytes (${recordingMegabytes}) is over --recording-disk-megabytes (${recordingDiskMegabytes}), so that nothing could be recorded. Give the disk at least as much as one recording.`,
  ];
}

function describeIssue(
  issue: z.core.$ZodIssue,
  origin: ReadonlyMap<string, string>,
  values: Readonly<Record<string, unknown>>,
): string {
  if (issue.code === 'unrecognized_keys') {
    return `${issue.keys.join(', ')}: there is no such option. Use --help to see every option.`;
  }
  const name = String(issue.path[0]);
  const option = options[name];
  const allowed = allowedValues(option);
  const remedy = allowed === '' ? `It is: ${option.description}` : `It must be ${allowed}.`;
  const isNumber = issue.code === 'invalid_type' && ['number', 'int'].includes(issue.expected);
  const problem = isNumber ? 'must be a number, in decimals' : issue.message;
  const value = mayHoldSecret(name, values[name])
    ? ''
    : `; it is ${JSON.stringify(values[name])?.slice(0, 80)}`;
  return `${flagName(name)} (from ${origin.get(name) ?? 'the defaults'}): ${problem}${value}. ${remedy}`;
}

/** Error messages get into logs. They must not contain secrets, nor URLs with user name and password. */
function mayHoldSecret(name: string, value: unknown): boolean {
  return (
    ['roomStore', 'redis', ...secretOptions].includes(name) || JSON.stringify(value)?.includes('@') === true
  );
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
