import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { CloseCode } from '@colyseus/core';
import type { WebSocket } from 'ws';
import { reasonText } from '../../shared/notices/notice.ts';
import { admissionCodes } from '../../shared/protocol/close-codes.ts';
import { englishRefusals } from '../../shared/refusals/english.ts';
import { type Refusal, refusalSentence } from '../../shared/refusals/refusal.ts';
import { type Log, printable } from '../log.ts';
import { RateLimit } from '../rate-limit.ts';
import { AddressCounts } from './address-counts.ts';
import type { AddressLimits } from './address-limits.ts';

/** Milliseconds that a client has to confirm its join, and later to answer a close frame. */
export const confirmTimeout = 5_000;
const closeTimeout = 1_000;
/** Most unconfirmed connections of one address; sized for thirty people who come at once, with a margin. */
export const mostUnconfirmed = 48;
/** Limits log lines about refused upgrades: each can come from another client. */
const refusalLines = { perSecond: 1, burst: 5 };
/** Close codes for protocol errors of a client: RFC 6455, section 7.4.1, and Colyseus' own. */
const faultCodes: ReadonlySet<number> = new Set([1002, 1003, 1007, 1009, CloseCode.WITH_ERROR]);

export interface ConnectionsOptions {
  limits: AddressLimits;
  /** Most of one address at one time; 0 lifts the limit. */
  most: number;
  /** Where a request comes from, as far as proxies are trusted. */
  addressOf(request: IncomingMessage): string | undefined;
  log: Log;
}

interface Upgrade {
  address: string | undefined;
  /** Stops counting the connection as unconfirmed. */
  confirmed(): void;
}

/** An HTTP response that refuses an upgrade. */
interface Refused {
  status: 400 | 429;
  refusal: Refusal;
  /** Seconds. */
  retryAfter?: number;
}

/**
 * The WebSocket connections of a process, by address. A client confirms its join by answering Colyseus'
 * JOIN_ROOM. Until then its connection counts only against the limit of unconfirmed connections per address;
 * after five seconds without confirmation it is closed.
 */
export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #open: AddressCounts;
  readonly #unconfirmed: AddressCounts;
  readonly #upgrades = new WeakMap<IncomingMessage, Upgrade>();
  readonly #confirm = new WeakMap<object, () => void>();
  readonly #lines = new RateLimit(refusalLines);

  constructor(options: ConnectionsOptions) {
    this.#options = options;
    this.#open = new AddressCounts(options.most);
    this.#unconfirmed = new AddressCounts(options.most === 0 ? 0 : mostUnconfirmed);
  }

  /** Why one more client of this address cannot connect now; undefined where it can. */
  refusal(address: string | undefined): Refusal | undefined {
    if (this.#open.isFull(address)) {
      return { code: 'connections-of-address', values: { maximum: this.#options.most } };
    }
    if (this.#unconfirmed.isFull(address)) {
      const values = { joining: mostUnconfirmed, seconds: confirmTimeout / 1000 };
      return { code: 'connections-joining', values };
    }
    return undefined;
  }

  /** Whether a request may become a WebSocket. If not, answers the request and ends its connection. */
  admits(request: IncomingMessage): boolean {
    const address = this.#options.addressOf(request);
    const refused = this.#refused(request, address);
    if (refused !== undefined) {
      answer(request.socket, refused);
      if (this.#lines.take())
        this.#options.log.debug(
          { address, status: refused.status, code: refused.refusal.code },
          'upgrade refused',
        );
      return false;
    }
    const close = this.#open.take(address) ?? (() => {});
    const confirmed = this.#unconfirmed.take(address) ?? (() => {});
    request.socket.once('close', () => {
      close();
      confirmed();
    });
    this.#upgrades.set(request, { address, confirmed });
    return true;
  }

  /** Registers a new WebSocket, which now has to confirm its join. */
  opened(socket: WebSocket, request: IncomingMessage): void {
    const upgrade = this.#upgrades.get(request);
    const timer = setTimeout(() => {
      socket.close(admissionCodes.unconfirmed, reasonText({ code: 'unconfirmed', values: {} }));
      setTimeout(() => socket.terminate(), closeTimeout).unref();
    }, confirmTimeout);
    timer.unref();
    this.#confirm.set(socket, () => {
      clearTimeout(timer);
      upgrade?.confirmed();
    });
    let logged = false;
    const logOnce = (reason: string) => {
      if (logged) return;
      logged = true;
      this.#options.log.debug({ address: upgrade?.address, reason: printable(reason) }, 'bad connection');
    };
    socket.on('error', (error) => logOnce(error.message));
    socket.once('close', (code) => {
      clearTimeout(timer);
      if (faultCodes.has(code)) logOnce(`closed with code ${code}`);
    });
  }

  /** Marks the client of a socket as joined. */
  confirmed(socket: object): void {
    this.#confirm.get(socket)?.();
  }

  #refused(request: IncomingMessage, address: string | undefined): Refused | undefined {
    if (!isReadable(request)) {
      return { status: 400, refusal: { code: 'address-unreadable', values: {} } };
    }
    const wait = this.#options.limits.take('upgrades', address);
    if (wait > 0) {
      const retryAfter = Math.ceil(wait / 1000);
      const values = { kind: 'upgrades', seconds: retryAfter } as const;
      return { status: 429, refusal: { code: 'too-often', values }, retryAfter };
    }
    const refusal = this.refusal(address);
    return refusal && { status: 429, refusal, retryAfter: confirmTimeout / 1000 };
  }
}

/** Anything else would throw in the room library and log a stack trace. */
function isReadable({ url = '/', headers }: IncomingMessage): boolean {
  const whole = URL.parse(`http://${headers.host || 'localhost'}${url}`);
  return (
    whole !== null && whole.username === '' && whole.password === '' && URL.canParse(`ws://server${url}`)
  );
}

const reasons = { 400: 'Bad Request', 429: 'Too Many Requests' } as const;

function answer(socket: Duplex, { status, refusal, retryAfter }: Refused): void {
  const body = JSON.stringify({ error: refusalSentence(englishRefusals, refusal), ...refusal });
  const lines = [
    `HTTP/1.1 ${status} ${reasons[status]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(retryAfter === undefined ? [] : [`Retry-After: ${retryAfter}`]),
    'Connection: close',
  ];
  // A client that disconnects before the answer is sent is not an error.
  socket.on('error', () => socket.destroy());
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
