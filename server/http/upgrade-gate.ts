import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RequestHandler } from 'express';
import type { HeaderAnswer, UpgradeOutcome } from '../../shared/reachability.ts';
import type { Log } from '../log.ts';
import { LobbyError } from './lobby.ts';
import { answerOf, type RequestChecks } from './request-checks.ts';

/** Most outcomes that are kept. The oldest are dropped. */
const mostOutcomes = 512;
const mostSessionCharacters = 64;

/**
 * Accepts or rejects WebSockets before Colyseus sees them. Browsers hide from a page why its WebSocket
 * failed, so each outcome is kept for a while under the session id, and the page can request it.
 */
export class UpgradeGate {
  readonly #checks: RequestChecks;
  readonly #log: Log;
  readonly #outcomes = new Map<string, UpgradeOutcome>();

  constructor(checks: RequestChecks, log: Log) {
    this.#checks = checks;
    this.#log = log;
  }

  /** Whether an upgrade may continue. A rejected one has been answered. */
  admits(request: IncomingMessage): boolean {
    const refusal = this.#checks.hostRefusal(request) ?? this.#checks.originRefusal(request);
    const session = sessionOf(request.url ?? '');
    if (refusal === undefined) {
      this.#keep(session, { outcome: 'accepted' });
      return true;
    }
    this.#refused(session, refusal);
    refuse(request.socket, refusal);
    return false;
  }

  /** The outcome of a session's WebSocket, or undefined if none arrived. */
  outcomeOf(session: string): UpgradeOutcome | undefined {
    return this.#outcomes.get(session);
  }

  /**
   * Rejects WebSocket requests that lost their upgrade headers in a proxy.
   *
   * @param process Returns Colyseus' id of this process.
   */
  missed(process: () => string): RequestHandler {
    return (request, _response, next) => {
      const [, first] = request.path.split('/');
      const session = sessionOf(request.url);
      if (session === undefined || first !== process()) return next();
      const refusal = missing(request);
      this.#refused(session, refusal);
      throw new LobbyError(426, refusal, refusal.field);
    };
  }

  #refused(session: string | undefined, refusal: HeaderAnswer): void {
    this.#log.debug({ field: refusal.field }, `WebSocket refused: ${refusal.error}`);
    this.#keep(session, { outcome: 'refused', refusal });
  }

  #keep(session: string | undefined, outcome: UpgradeOutcome): void {
    if (session === undefined) return;
    this.#outcomes.delete(session);
    this.#outcomes.set(session, outcome);
    const [oldest] = this.#outcomes.keys();
    if (this.#outcomes.size > mostOutcomes) this.#outcomes.delete(oldest);
  }
}

function missing({ headers, httpVersion }: Pick<IncomingMessage, 'headers' | 'httpVersion'>): HeaderAnswer {
  if (headers.upgrade === undefined) return answerOf('Upgrade', { code: 'upgrade-missing', values: {} });
  const connection = (headers.connection ?? '').replace(/[^\x20-\x7e]/g, '?').slice(0, 40);
  return answerOf('Connection', { code: 'connection-altered', values: { connection, version: httpVersion } });
}

function sessionOf(url: string): string | undefined {
  const [, query = ''] = url.split('?');
  const session = new URLSearchParams(query).get('sessionId');
  return session === null || session === '' || session.length > mostSessionCharacters ? undefined : session;
}

function refuse(socket: Duplex, refusal: HeaderAnswer): void {
  const body = JSON.stringify(refusal);
  socket.on('error', () => socket.destroy());
  socket.end(
    [
      'HTTP/1.1 403 Forbidden',
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
