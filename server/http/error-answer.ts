import type { ErrorRequestHandler, RequestHandler } from 'express';
import { type Log, printable, withoutTokens } from '../log.ts';
import { LobbyError } from './lobby.ts';

/** A debug line for every request that was answered. */
export function requestLog(log: Log): RequestHandler {
  return (request, response, next) => {
    const began = performance.now();
    response.once('finish', () => {
      const milliseconds = Math.round(performance.now() - began);
      const url = printable(withoutTokens(request.originalUrl));
      log.debug({ method: request.method, url, status: response.statusCode, milliseconds }, 'request');
    });
    next();
  };
}

/**
 * Errors as {error, field?}; what is not meant for the caller is logged and not told. `bodyLimit` is the
 * largest body, for people. What the caller did wrong is no error of the server, and leaves no line.
 */
export function errorAnswer(log: Log, bodyLimit: string): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const status = statusOf(error);
    const gone = request.destroyed && request.socket.destroyed;
    const ours = status >= 500 && !(error instanceof LobbyError) && !gone;
    if (ours) {
      const url = printable(withoutTokens(request.originalUrl));
      log.error({ err: error, url }, 'request failed');
    }
    // Express' own handler would write the stack to standard error.
    if (response.headersSent || gone) {
      response.destroy();
    } else if (error instanceof LobbyError) {
      response.status(error.status).json({ error: error.message, field: error.field });
    } else {
      response.status(status).json({ error: sentences(bodyLimit)[status] ?? fallback(status) });
    }
  };
}

/** Sentences for what Express and its middleware refuse by themselves. */
function sentences(bodyLimit: string): Readonly<Partial<Record<number, string>>> {
  return {
    400: 'The request cannot be read; send JSON.',
    403: 'This may not be read.',
    404: 'There is nothing at this address.',
    413: `The request is too large; send at most ${bodyLimit}.`,
    415: 'The request has a charset or an encoding that is not read here; send JSON as UTF-8, not compressed.',
    416: 'The file has no such range.',
  };
}

function fallback(status: number): string {
  return status < 500
    ? 'The request cannot be answered as it is.'
    : 'The server could not do this. Its log says why.';
}

/** The status of a refusal; 500 for what is no refusal, whatever it says of itself. */
function statusOf(error: unknown): number {
  if (error instanceof URIError) return 400;
  const given = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  return typeof given === 'number' && given >= 400 && given < 500 ? given : 500;
}
