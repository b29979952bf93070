import type { ErrorRequestHandler } from 'express';
import { englishRefusals } from '../../shared/refusals/english.ts';
import { type Refusal, refusalSentence } from '../../shared/refusals/refusal.ts';
import { type Log, printable, withoutTokens } from '../log.ts';
import { LobbyError } from './lobby.ts';

/** Size limit of a request's body. */
export const bodyLimit = '16kb';

/**
 * Answers errors as {error, field?, code, values}, or as a page if a browser navigates. Unexpected errors are
 * logged and not shown to the caller. Faults of the caller are not logged.
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
      else response.json({ error: error.message, field: error.field, ...error.refusal });
    } else {
      const refusal = refusals[status] ?? fallback(status);
      response.status(status).json({ error: refusalSentence(englishRefusals, refusal), ...refusal });
    }
  };
}

/** Refusals that Express and its middleware raise, by status. */
const refusals: Readonly<Partial<Record<number, Refusal>>> = {
  400: { code: 'unreadable', values: {} },
  403: { code: 'forbidden', values: {} },
  404: { code: 'nothing-here', values: {} },
  413: { code: 'too-large', values: { limit: bodyLimit } },
  415: { code: 'unknown-encoding', values: {} },
  416: { code: 'no-such-range', values: {} },
};

function fallback(status: number): Refusal {
  return { code: status < 500 ? 'not-as-it-is' : 'server-failed', values: {} };
}

/** HTTP status of an error. Errors without a 4xx status give 500. */
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
