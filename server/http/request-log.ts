import type { RequestHandler } from 'express';
import { type Log, printable, withoutTokens } from '../log.ts';

/** Logs a debug line for every answered request. */
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
