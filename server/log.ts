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
];
const hidden = '[hidden]';
/** The logger itself decides what is written. */
const lowest = 'trace';

/** A logger that hides secrets and tokens. */
export function createLog(options: LogOptions): Log {
  const readable = options.pretty ?? process.stderr.isTTY === true;
  const destination = readable
    ? pretty({
        destination: options.destination ?? 2,
        sync: true,
        ignore: 'pid,hostname',
        translateTime: 'HH:MM:ss.l',
      })
    : (options.destination ?? pino.destination({ dest: 2, sync: true }));
  return pino(
    {
      level: options.level,
      base: undefined,
      // Whatever a line was made from: errors and sentences of libraries repeat addresses, too.
      hooks: { streamWrite: withoutJwts },
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
