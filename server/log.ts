import { format } from 'node:util';
import { type DestinationStream, type Level, type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

/** What every part of the server writes to; children carry the part's or the room's name. */
export type Log = Logger;

export interface LogOptions {
  level: Level | 'silent';
  /** Lines for people when true, JSON otherwise; by default whether standard error is a terminal. */
  pretty?: boolean;
  /** Where lines go; standard error by default, so that standard output stays for results. */
  destination?: DestinationStream;
  /** Gets every line as JSON, too. */
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
  'turnSecret',
  'turnPassword',
  'credential',
  'password',
];
const hidden = '[hidden]';
/** The logger itself decides what is written. */
const lowest = 'trace';

/**
 * Characters that would do something to a terminal or to the lines around them, and that JSON leaves as they are or that
 * are there again once a line for people is made of it: control characters but for tab and line feed, turns of the
 * direction of writing, and what nobody sees.
 */
const active = /(?![\t\n])[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Cs}]/gu;
const escapes = /\\(?:u([0-9a-f]{4})|.)/gi;

/** A line of JSON in which such characters are written as their code, as text: \u001b and not ESC. */
function withoutControl(line: string): string {
  return line
    .replace(escapes, (found, code?: string) => {
      const character =
        code === undefined ? unescaped[found] : String.fromCharCode(Number.parseInt(code, 16));
      return character?.match(active) ? codeOf(character) : found;
    })
    .replace(active, codeOf);
}
/** JSON's own short escapes of control characters. */
const unescaped: Readonly<Record<string, string>> = { '\\b': '\b', '\\f': '\f', '\\r': '\r' };

function codeOf(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\\\u{${code}}` : `\\\\u${code.padStart(4, '0')}`;
}

/** Line feeds are left to messages and stacks, which a line for people indents; else they are written as \\n. */
function onOneLine(line: string): string {
  return line.replace(/"(?:stack|msg)":"(?:[^"\\]|\\.)*"|\\(.)/g, (found, escaped?: string) =>
    escaped === 'n' ? '\\\\n' : found,
  );
}

/** A logger that hides secrets and tokens, and in which nothing that strangers wrote acts on a terminal. */
export function createLog(options: LogOptions): Log {
  const readable = options.pretty ?? process.stderr.isTTY === true;
  const destination = readable
    ? pretty({
        destination: options.destination ?? 2,
        sync: true,
        ignore: 'pid,hostname',
        translateTime: 'HH:MM:ss.l',
        // Else what somebody wrote could look like a line of its own.
        messageFormat: (line, key) => String(line[key] ?? '').replaceAll('\n', '\n    '),
      })
    : (options.destination ?? pino.destination({ dest: 2, sync: true }));
  return pino(
    {
      level: options.level,
      base: undefined,
      // Whatever a line was made from: errors and sentences of libraries repeat addresses, and what strangers wrote.
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

/** Names of parameters that hold a secret, in lower case. */
const secretParameters = ['token', '_authtoken', 'reconnectiontoken', 'sessionid', 'session', 'secret'];

/** A request path without the tokens in its query or fragment, however their names are written. */
export function withoutTokens(url: string): string {
  return withoutJwts(
    url.replace(/([?&;#])([^=?&;#]*)=([^?&;#]*)/g, (whole, mark: string, name: string) =>
      secretParameters.includes(decoded(name).toLowerCase().trim()) ? `${mark}${name}=${hidden}` : whole,
    ),
  );
}

/** Text in which every JSON Web Token (RFC 7519) is hidden: invites, export and download links, admin sessions. */
function withoutJwts(text: string): string {
  return text.replace(/\beyJ[\w-]+(?:(?:\.|%2e)[\w-]*){1,2}/gi, hidden);
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name.replaceAll('+', ' '));
  } catch {
    // What cannot be read is taken for a secret.
    return 'secret';
  }
}

/** Most characters of a text from outside that a line of the log holds. */
const mostPrinted = 200;
/** What moves a terminal's cursor, ends a line or turns the direction of writing, and halves of characters. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A text that a stranger may have written, fit for one line of a log: bounded, and without control characters. */
export function printable(text: string): string {
  const cut = text.length > mostPrinted ? `${text.slice(0, mostPrinted)}…` : text;
  return cut.replace(unprintable, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}

/** The logger in the shape Colyseus takes: console-like methods with any number of arguments. */
export function consoleLike(
  log: Log,
): Record<'debug' | 'error' | 'info' | 'trace' | 'warn', (...args: unknown[]) => void> {
  return {
    trace: (...args) => log.trace(format(...args)),
    debug: (...args) => log.debug(format(...args)),
    // What the room library calls information is detail to the host of a server.
    info: (...args) => log.debug(format(...args)),
    warn: (...args) => log.warn(format(...args)),
    error: (...args) => log.error(format(...args)),
  };
}

/**
 * Where an error of Colyseus comes from that clients cause: frames that cannot be decoded, and joining without
 * a seat or after the socket is gone. What our own hooks throw in there, Room.onUncaughtException has logged.
 */
const causedByClients = /RoomMessages|RoomInput|runBeforeUpgrade|onConnection|_onJoin|msgpackr/;

/** Colyseus' logger: what clients cause is a bounded line at level trace, as often as they do it; faults stay errors. */
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
