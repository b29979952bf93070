import type { ErrorRequestHandler } from 'express';
import { type Log, withoutTokens } from '../log.ts';
import { LobbyError } from './lobby.ts';

/** Most bytes of a request's body. */
export const bodyLimit = '16kb';

/**
 * Errors as {error, field?}, or as a page for people who opened an address; what is not meant for the caller is
 * logged and not told.
 */
export function errorAnswer(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    if (error instanceof LobbyError) {
      response.status(error.status);
      const page = request.method === 'GET' && request.accepts(['json', 'html']) === 'html';
      if (page) response.type('html').send(pageOf(error.message));
      else response.json({ error: error.message, field: error.field });
      return;
    }
    const status = statusOf(error);
    if (status === 413)
      response.status(413).json({ error: `The request is too large; send at most ${bodyLimit}.` });
    else if (status === 400) response.status(400).json({ error: 'The request cannot be read; send JSON.' });
    else if (status === 404) response.status(404).json({ error: 'There is nothing at this address.' });
    else {
      log.error({ err: error, url: withoutTokens(request.originalUrl) }, 'request failed');
      response.status(500).json({ error: 'The server could not do this. Its log says why.' });
    }
  };
}

function statusOf(error: unknown): number {
  if (typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number') {
    return error.status;
  }
  return 500;
}

function pageOf(sentence: string): string {
  const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  const text = sentence.replace(/[&<>"]/g, (character) => escapes[character]);
  return (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">' +
    `<title>Worldroom</title><body style="font:1.1em/1.5 sans-serif;max-width:40em;margin:4em auto;padding:0 1em">` +
    `<h1>Worldroom</h1><p>${text}</p></body></html>`
  );
}
