import type { ErrorRequestHandler } from 'express';
import { type Log, printable, withoutTokens } from '../log.ts';
import { LobbyError } from './lobby.ts';

/** Most bytes of a request's body. */
export const bodyLimit = '16kb';

/**
 * Errors as {error, field?}, or as a page for people who opened an address; what is not meant for the caller
 * is logged and not told. What the caller did wrong is no error of the server, and leaves no line.
 */
export function errorAnswer(log: Log): ErrorRequestHandler {
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
      response.status(error.status);
      const isPage = request.method === 'GET' && request.accepts(['json', 'html']) === 'html';
      if (isPage) response.type('html').send(pageOf(error.message));
      else response.json({ error: error.message, field: error.field });
    } else {
      response.status(status).json({ error: sentences[status] ?? fallback(status) });
    }
  };
}

/** Sentences for what Express and its middleware refuse by themselves. */
const sentences: Readonly<Partial<Record<number, string>>> = {
  400: 'The request cannot be read; send JSON.',
  403: 'This may not be read.',
  404: 'There is nothing at this address.',
  413: `The request is too large; send at most ${bodyLimit}.`,
  415: 'The request has a charset or an encoding that is not read here; send JSON as UTF-8, not compressed.',
  416: 'The file has no such range.',
};

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

function pageOf(sentence: string): string {
  const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  const text = sentence.replace(/[&<>"]/g, (character) => escapes[character]);
  return (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">' +
    `<title>Worldroom</title><body style="font:1.1em/1.5 sans-serif;max-width:40em;margin:4em auto;padding:0 1em">` +
    `<h1>Worldroom</h1><p>${text}</p></body></html>`
  );
}
