import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { CloseCode } from '@colyseus/core';
import type { WebSocket } from 'ws';
import { admissionCodes } from '../../shared/messages.ts';
import { type Log, printable } from '../log.ts';
import { RateLimit } from '../rate-limit.ts';
import { AddressCounts } from './address-counts.ts';
import type { AddressLimits } from './address-limits.ts';

/** Milliseconds in which a client has to confirm that it is in its room, and then to take notice of the end. */
export const confirmTimeout = 5_000;
const closeTimeout = 1_000;
/** Most connections of one address that have not confirmed yet: thirty people who come at once, with some to spare. */
export const mostUnconfirmed = 48;
/** Lines about refused upgrades; each can be of another client. */
const refusalLines = { perSecond: 1, burst: 5 };
/** Close codes that say that a client broke a protocol: RFC 6455, section 7.4.1, and Colyseus' own. */
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
  /** Gives back the place among those who have not confirmed. */
  confirmed(): void;
}

/** A refusal of HTTP. */
interface Refused {
  status: 400 | 429;
  error: string;
  /** Seconds. */
  retryAfter?: number;
}

/**
 * The WebSocket connections of a process, by address. Until a client confirms that it is in a room (the
 * answer to Colyseus' JOIN_ROOM), its connection counts against nothing but a bounded number of its
 * address, and it is closed after five seconds.
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
  refusal(address: string | undefined): string | undefined {
    if (this.#open.isFull(address)) {
      return `Your address has ${this.#options.most} connections to this server, which is the most. Close some of them.`;
    }
    if (this.#unconfirmed.isFull(address)) {
      return `Your address has ${mostUnconfirmed} connections that are still joining. Try again in five seconds.`;
    }
    return undefined;
  }

  /** Whether a request may become a WebSocket. One that may not is answered and its connection ended. */
  admits(request: IncomingMessage): boolean {
    const address = this.#options.addressOf(request);
    const refused = this.#refused(request, address);
    if (refused !== undefined) {
      answer(request.socket, refused);
      if (this.#lines.take()) this.#options.log.debug({ address, ...refused }, 'upgrade refused');
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

  /** A request has become a WebSocket, which now has to confirm. */
  opened(socket: WebSocket, request: IncomingMessage): void {
    const upgrade = this.#upgrades.get(request);
    const timer = setTimeout(() => {
      socket.close(admissionCodes.unconfirmed, 'You did not confirm that you are in the room. Join again.');
      setTimeout(() => socket.terminate(), closeTimeout).unref();
    }, confirmTimeout);
    timer.unref();
    this.#confirm.set(socket, () => {
      clearTimeout(timer);
      upgrade?.confirmed();
    });
    let told = false;
    const tell = (reason: string) => {
      if (told) return;
      told = true;
      this.#options.log.debug({ address: upgrade?.address, reason: printable(reason) }, 'bad connection');
    };
    socket.on('error', (error) => tell(error.message));
    socket.once('close', (code) => {
      clearTimeout(timer);
      if (faultCodes.has(code)) tell(`closed with code ${code}`);
    });
  }

  /** The client of a socket is in its room. */
  confirmed(socket: object): void {
    this.#confirm.get(socket)?.();
  }

  #refused(request: IncomingMessage, address: string | undefined): Refused | undefined {
    if (!isReadable(request)) return { status: 400, error: 'The Host header or the address cannot be read.' };
    const wait = this.#options.limits.take('upgrades', address);
    if (wait > 0) {
      const retryAfter = Math.ceil(wait / 1000);
      const error = `Your address connects too often. Try again in ${retryAfter} s.`;
      return { status: 429, error, retryAfter };
    }
    const error = this.refusal(address);
    return error === undefined ? undefined : { status: 429, error, retryAfter: confirmTimeout / 1000 };
  }
}

/** What is not would be an exception in the room library, with a stack trace in the log. */
function isReadable({ url = '/', headers }: IncomingMessage): boolean {
  const whole = URL.parse(`http://${headers.host || 'localhost'}${url}`);
  return (
    whole !== null && whole.username === '' && whole.password === '' && URL.canParse(`ws://server${url}`)
  );
}

const reasons = { 400: 'Bad Request', 429: 'Too Many Requests' } as const;

function answer(socket: Duplex, { status, error, retryAfter }: Refused): void {
  const body = JSON.stringify({ error });
  const lines = [
    `HTTP/1.1 ${status} ${reasons[status]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(retryAfter === undefined ? [] : [`Retry-After: ${retryAfter}`]),
    'Connection: close',
  ];
  // Who goes away before the answer is there is no fault.
  socket.on('error', () => socket.destroy());
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
