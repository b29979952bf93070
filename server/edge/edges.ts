import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Log } from '../log.ts';
import { RateLimit } from '../rate-limit.ts';
import { messageLimit } from './edge-channel.ts';
import { EdgeLink } from './edge-link.ts';
import { EdgeTickets } from './edge-tickets.ts';
import type { PipeAddress } from './pipe-transport.ts';

/** Path at which edges connect, below the base path. */
export const edgePath = 'edge';

export interface EdgesOptions {
  secret: string;
  /** Edges that are taken. */
  most: number;
  /** Where pipes listen. */
  address: PipeAddress;
  basePath: string;
  log: Log;
}

/** Token bucket for connections without a valid ticket. */
const refusals = { perSecond: 1, burst: 30 };
/** Milliseconds in which an edge has to say that it is ready. */
const readyTimeout = 10_000;

/** The edges of an origin. They connect by themselves, with a ticket that shows that they have the secret. */
export class Edges {
  readonly #options: EdgesOptions;
  readonly #tickets: EdgeTickets;
  readonly #wrong = new RateLimit(refusals);
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: messageLimit });
  /** Those that connected, and those of them that take viewers. */
  readonly #links = new Set<EdgeLink>();
  readonly #ready = new Set<EdgeLink>();
  #isClosed = false;

  constructor(options: EdgesOptions) {
    this.#options = options;
    this.#tickets = new EdgeTickets(options.secret);
  }

  /** Edges that take viewers, their viewers, and the streams that are sent to them. */
  get counts(): { edges: number; viewers: number; streams: number } {
    const links = [...this.#ready];
    const sum = (of: (link: EdgeLink) => number) => links.reduce((all, link) => all + of(link), 0);
    return {
      edges: links.length,
      viewers: sum(({ viewers }) => viewers),
      streams: sum(({ streams }) => streams),
    };
  }

  /** The edge with the largest share of free places. Undefined if all are full. */
  choose(): EdgeLink | undefined {
    const free = [...this.#ready].filter(({ viewers, most }) => viewers < most);
    const load = ({ viewers, most }: EdgeLink) => viewers / most;
    return free.reduce<EdgeLink | undefined>(
      (best, link) => (best === undefined || load(link) < load(best) ? link : best),
      undefined,
    );
  }

  /** Whether an upgrade comes from an edge. */
  takes({ url = '' }: Pick<IncomingMessage, 'url'>): boolean {
    const [path] = url.split('?');
    return path === `/${edgePath}` || path === `${this.#options.basePath}${edgePath}`;
  }

  /** Serves upgrades of edges. All others are left to other listeners. */
  serve(server: Server): void {
    server.on('upgrade', (request, socket, head) => {
      if (!this.takes(request)) return;
      this.#upgrade(request, socket, head).catch((err: unknown) => {
        this.#options.log.warn({ err }, 'an edge could not connect');
        socket.destroy();
      });
    });
  }

  close(): void {
    this.#isClosed = true;
    for (const link of [...this.#links]) link.close('the server ends');
    this.#server.close();
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy());
    const [, text = ''] = /^Bearer (\S{1,2000})$/.exec(request.headers.authorization ?? '') ?? [];
    const number = text === '' ? undefined : await this.#tickets.take(text);
    if (number === undefined)
      return refuse(socket, this.#wrong.take() ? '401 Unauthorized' : '429 Too Many Requests');
    if (this.#isClosed || this.#links.size >= this.#options.most)
      return refuse(socket, '503 Service Unavailable');
    const ticket = await this.#tickets.answer(number);
    const local = request.socket.localAddress ?? '127.0.0.1';
    const edge = request.socket.remoteAddress;
    this.#server.handleUpgrade(request, socket, head, (opened) => {
      const { address, log } = this.#options;
      const timer = setTimeout(() => link.close('the edge was not ready in time'), readyTimeout).unref();
      const link = new EdgeLink({
        ...{ socket: opened, local, address, ticket, log },
        ready: () => {
          clearTimeout(timer);
          this.#ready.add(link);
          log.info({ edge, most: link.most }, 'an edge takes viewers');
        },
        ended: (_, reason) => {
          clearTimeout(timer);
          this.#links.delete(link);
          this.#ready.delete(link);
          log.warn({ edge, viewers: link.viewers, reason }, 'an edge is gone; its viewers connect elsewhere');
        },
      });
      this.#links.add(link);
    });
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
