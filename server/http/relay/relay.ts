import { type ClientRequest, type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { addressOf } from '../../admission/limit-routes.ts';
import type { OtherProcess } from '../../processes/server-processes.ts';
import type { ProcessTokens } from './process-tokens.ts';

/** Carries the token of {@link ProcessTokens}. */
export const relayHeader = 'worldroom-relayed';

/** Milliseconds until a process that takes no connection counts as silent. */
const connectTimeout = 2_000;

/** Headers of one connection (RFC 9110, section 7.6.1), and those that are written anew. */
const ownHeaders = new Set([
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade', 'content-length', 'content-encoding', 'expect'],
  relayHeader,
]);

/**
 * What became of a request. `gone`: nothing listens there. `silent`: it was not answered, and may have been done.
 * `unknown`: it was answered with 404, which was not passed on.
 */
export type RelayOutcome = 'answered' | 'gone' | 'silent' | 'unknown';

type Answer = IncomingMessage | Exclude<RelayOutcome, 'answered' | 'unknown'>;

/** Asks other processes on behalf of a person. */
export class Relay {
  readonly #tokens: ProcessTokens;

  constructor(tokens: ProcessTokens) {
    this.#tokens = tokens;
  }

  /** Passes a request on and its answer back; one with 404 only if `passes404`. */
  async send(
    to: Pick<OtherProcess, 'url'>,
    request: Request,
    response: Response,
    { passes404 = true } = {},
  ): Promise<RelayOutcome> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const answer = await this.#ask(to, request, gone.signal);
    if (typeof answer === 'string') return answer;
    if (answer.statusCode === 404 && !passes404) {
      answer.resume();
      return 'unknown';
    }
    response.status(answer.statusCode ?? 502);
    for (const [name, value] of Object.entries(answer.headers)) {
      const isOfBody = name === 'content-length' || name === 'content-encoding';
      if (value !== undefined && (isOfBody || !ownHeaders.has(name))) response.setHeader(name, value);
    }
    // Either end may leave in the middle.
    await pipeline(answer, response).catch(() => response.destroy());
    return 'answered';
  }

  /** What another process answers to the same request; undefined without an answer or with a refusal. */
  async read(to: Pick<OtherProcess, 'url'>, request: Request, patience: number): Promise<unknown> {
    const answer = await this.#ask(to, request, AbortSignal.timeout(patience));
    if (typeof answer === 'string') return undefined;
    const parts: Uint8Array[] = [];
    try {
      for await (const part of answer) parts.push(part);
      return answer.statusCode === 200 ? JSON.parse(Buffer.concat(parts).toString()) : undefined;
    } catch {
      return undefined;
    }
  }

  async #ask({ url }: Pick<OtherProcess, 'url'>, request: Request, signal: AbortSignal): Promise<Answer> {
    const { method, url: path } = request;
    const token = await this.#tokens.sign({ method, url: path, address: addressOf(request) ?? '' });
    const headers = Object.entries(request.headers).filter(([name]) => !ownHeaders.has(name));
    const body = request.body === undefined || request.body === null ? '' : JSON.stringify(request.body);
    const send = url.startsWith('https:') ? requestSecure : requestPlain;
    const outgoing = send(new URL(path.slice(1), url), {
      ...{ method, signal, agent: false },
      headers: {
        ...Object.fromEntries(headers),
        [relayHeader]: token,
        ...(body !== '' && { 'content-length': Buffer.byteLength(body) }),
      },
    });
    outgoing.end(body);
    return answerTo(outgoing);
  }
}

function answerTo(outgoing: ClientRequest): Promise<Answer> {
  return new Promise((resolve) => {
    let isConnected = false;
    const late = setTimeout(() => {
      if (!isConnected) outgoing.destroy(new Error('no connection in time'));
    }, connectTimeout);
    outgoing.once('socket', (socket) => {
      socket.once('connect', () => {
        isConnected = true;
      });
    });
    outgoing.once('response', (answer) => {
      clearTimeout(late);
      resolve(answer);
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(late);
      resolve(error.code === 'ECONNREFUSED' ? 'gone' : 'silent');
    });
  });
}
