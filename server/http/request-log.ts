import type { RequestHandler } from 'express';
import { type Log, withoutTokens } from '../log.ts';

/** A line a request, at level debug, without the tokens of its address. */
export function requestLog(log: Log): RequestHandler {
  return (request, response, next) => {
    const began = performance.now();
    response.once('finish', () => {
      const milliseconds = Math.round(performance.now() - began);
      const url = withoutTokens(request.originalUrl);
      log.debug({ method: request.method, url, status: response.statusCode, milliseconds }, 'request');
    });
    next();
  };
}
