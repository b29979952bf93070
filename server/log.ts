import { format } from 'node:util';
import { type DestinationStream, type Level, type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

/** The logger of the server; children have the name of a part or a room. */
export type Log = Logger;

export interface LogOptions {
  level: Level | 'silent';
  /** True for lines for people, false for JSON; by default true if standard error is a terminal. */
  pretty?: boolean;
  /** Destination of the lines; by default standard error, so that standard output stays for results. */
  destination?: DestinationStream;
  /** Also gets every line as JSON. */
  recent?: DestinationStream;
}

/** Fields that never reach a log line, at the top of an object or one level down. */
const secretFields = [
  'token',
  'secret',
  'authorization',
  'cookie',
  'reconnectionToken',
  'dtlsParameters',
  'adminToken',
  'metricsToken',
  'turnSecret',
  'turnPassword',
  'credential',
  'password',
];
const hidden = '[hidden]';
/** The logger alone decides what is written, so the streams accept all levels. */
const lowest = 'trace';

/**
 * Characters that control a terminal or change the lines around them. JSON leaves some of them as they are,
 * and lines for people contain the others again: control characters except tab and line feed, bidirectional
 * controls, and invisible characters.
 */
const active = /(?![\t\n])[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Cs}]/gu;
const escapes = /\\(?:u([0-9a-f]{4})|.)/gi;

/** A line of JSON in which such characters are escaped as text: \u001b instead of ESC. */
function withoutControl(line: string): string {
  return line
    .replace(escapes, (found, code?: string) => {
      const character =
        code === undefined ? unescaped[found] : String.fromCharCode(Number.parseInt(code, 16));
      return character?.match(active) ? codeOf(character) : found;
    })
    .replace(active, codeOf);
}
/** JSON's short escapes of control characters. */
const unescaped: Readonly<Record<string, string>> = { '\\b': '\b', '\\f': '\f', '\\r': '\r' };

function codeOf(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\\\u{${code}}` : `\\\\u${code.padStart(4, '0')}`;
}

/** Messages and stacks keep their line feeds, which lines for people indent; other fields get them as \\n. */
function onOneLine(line: string): string {
  return line.replace(/"(?:stack|msg)":"(?:[^"\\]|\\.)*"|\\(.)/g, (found, escaped?: string) =>
    escaped === 'n' ? '\\\\n' : found,
  );
}

/** A logger that hides secrets and tokens, and whose lines cannot control a terminal. */
export function createLog(options: LogOptions): Log {
  const readable = options.pretty ?? process.stderr.isTTY === true;
  const destination = readable
    ? pretty({
        destination: options.destination ?? 2,
        sync: true,
        ignore: 'pid,hostname',
        translateTime: 'HH:MM:ss.l',
        // Otherwise a client's text could look like a line of its own.
        messageFormat: (line, key) => String(line[key] ?? '').replaceAll('\n', '\n    '),
      })
    : (options.destination ?? pino.destination({ dest: 2, sync: true }));
  return pino(
    {
      level: options.level,
      base: undefined,
      // Applied to whole lines, because messages of libraries repeat addresses and clients' text.
      hooks: { streamWrite: (line) => withoutControl(withoutJwts(readable ? onOneLine(line) : line)) },
      redact: {
        paths: secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
        censor: hidden,
      },
    },
    options.recent === undefined || options.level === 'silent'
      ? destination
      : pino.multistream([destination, options.recent].map((stream) => ({ level: lowest, stream }))),
  );
}

/** Names of parameters with a secret, in lower case. */
const secretParameters = ['token', '_authtoken', 'reconnectiontoken', 'sessionid', 'session', 'secret'];

/** A request path without the tokens in its query or fragment, in any encoding of their names. */
export function withoutTokens(url: string): string {
  return withoutJwts(
    url.replace(/([?&;#])([^=?&;#]*)=([^?&;#]*)/g, (whole, mark: string, name: string) =>
      secretParameters.includes(decoded(name).toLowerCase().trim()) ? `${mark}${name}=${hidden}` : whole,
    ),
  );
}

/** Hides all JSON Web Tokens (RFC 7519) in a text: invites, export and download links, admin sessions. */
function withoutJwts(text: string): string {
  return text.replace(/\beyJ[\w-]+(?:(?:\.|%2e)[\w-]*){1,2}/gi, hidden);
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name.replaceAll('+', ' '));
  } catch {
    // An undecodable name is treated as a secret.
    return 'secret';
  }
}

/** Most characters of a client's text in a log line. */
const mostPrinted = 200;
/** Characters that control a terminal, end a line or change the writing direction, and lone surrogates. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Makes a client's text fit for one log line: truncated, and without control characters. */
export function printable(text: string): string {
  const cut = text.length > mostPrinted ? `${text.slice(0, mostPrinted)}…` : text;
  return cut.replace(unprintable, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}

/** The logger as Colyseus expects it: console-like methods with any number of arguments. */
export function consoleLike(
  log: Log,
): Record<'debug' | 'error' | 'info' | 'trace' | 'warn', (...args: unknown[]) => void> {
  return {
    trace: (...args) => log.trace(format(...args)),
    debug: (...args) => log.debug(format(...args)),
    // Colyseus' information is detail for an operator.
    info: (...args) => log.debug(format(...args)),
    warn: (...args) => log.warn(format(...args)),
    error: (...args) => log.error(format(...args)),
  };
}

/**
 * Origins of Colyseus' errors that clients cause: undecodable frames, and joining without a seat or after the
 * socket was closed. Room.onUncaughtException has logged errors of our own hooks.
 */
const causedByClients = /RoomMessages|RoomInput|runBeforeUpgrade|onConnection|_onJoin|msgpackr/;

/**
 * Colyseus' logger: errors that clients cause are truncated lines at level trace, however many there are;
 * other errors stay errors.
 */
export function colyseusLog(log: Log): ReturnType<typeof consoleLike> {
  const plain = consoleLike(log);
  return {
    ...plain,
    error: (...args) => {
      const text = format(...args);
      if (causedByClients.test(text)) log.trace(printable(text));
      else plain.error(...args);
    },
  };
}
