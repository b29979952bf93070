import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { LobbyError } from '../lobby-error.ts';
import type { ProcessTokens } from './process-tokens.ts';
import { relayHeader } from './relay.ts';

/** Knows requests that another process of this server has passed on, and has checked already. */
export class RelayedRequests {
  readonly #tokens: ProcessTokens;
  readonly #known = new WeakSet<IncomingMessage>();

  constructor(tokens: ProcessTokens) {
    this.#tokens = tokens;
  }

  /** Whether it came from another process, which does not need it back. */
  has(request: IncomingMessage): boolean {
    return this.#known.has(request);
  }

  /** Takes requests of other processes as those of the person who asked. Refuses forged ones. */
  get take(): RequestHandler {
    return async (request, _response, next) => {
      const token = request.get(relayHeader);
      if (token === undefined) return next();
      const address = await this.#tokens.verify(token, request);
      if (address === undefined) throw new LobbyError(403, { code: 'forbidden', values: {} });
      this.#known.add(request);
      // Limits of this process count people, too.
      Object.defineProperty(request, 'ip', { value: address });
      next();
    };
  }

  /** A check that the other process has made. */
  unless(check: RequestHandler): RequestHandler {
    return (request, response, next) => (this.has(request) ? next() : check(request, response, next));
  }
}
