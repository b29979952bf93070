import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isAddress, isLoopback, parseAuthority } from '../http/authority.ts';
import { listenError } from '../http/listener.ts';
import { RateLimit } from '../rate-limit.ts';

export interface MetricsServerOptions {
  host: string;
  port: number;
  /** Without it, whoever reaches the address may ask. */
  token: string | undefined;
  /** The figures now, in Prometheus' text format, and its type. */
  figures(): Promise<string>;
  contentType: string;
  /** Is told of a fault in the figures. */
  failed(error: unknown): void;
}

/** Token bucket for requests with a wrong token, of all addresses together. */
const refusals = { perSecond: 1, burst: 30 };

/**
 * Answers `GET /metrics` at an address of its own. The port of pages has no such path, so that no proxy passes it on by
 * mistake. Nobody may ask without the token, where there is one. Where there is none, only this machine reaches it, and
 * requests for a name that is not an address or `localhost` are refused: a page that points its own name here (DNS
 * rebinding) reads nothing.
 */
export class MetricsServer {
  readonly #options: MetricsServerOptions;
  readonly #server: Server;
  readonly #wrong = new RateLimit(refusals);

  constructor(options: MetricsServerOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        options.failed(error);
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    });
  }

  /** @throws ListenError if the address cannot be bound */
  async listen(): Promise<void> {
    const { host, port } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) =>
        reject(listenError(error, { host, port, option: '--metrics-address' })),
      );
      this.#server.listen(port, host, resolve);
    });
    this.#server.unref();
  }

  /** The port on which it listens. */
  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('nothing listens for Prometheus');
    return address.port;
  }

  /** Idempotent. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      if (!this.#server.listening) return resolve();
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    const [path] = (request.url ?? '').split('?');
    const status = this.#refusal(request);
    if (status !== undefined) {
      if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
      response.writeHead(status).end();
    } else if (path !== '/metrics') response.writeHead(404).end();
    else if (request.method !== 'GET') response.writeHead(405, { Allow: 'GET' }).end();
    else {
      const figures = await this.#options.figures();
      response.writeHead(200, { 'Content-Type': this.#options.contentType }).end(figures);
    }
  }

  /** The status with which a request is refused; undefined if it may ask. */
  #refusal({ headers }: IncomingMessage): 401 | 403 | 429 | undefined {
    const { token } = this.#options;
    if (token === undefined) {
      const name = parseAuthority(headers.host ?? '')?.name ?? '';
      return isLoopback(name) || isAddress(name) ? undefined : 403;
    }
    const [, given] = /^Bearer (\S{1,1024})$/.exec(headers.authorization ?? '') ?? [];
    // Digests have equal length, so that the time tells nothing about the token.
    if (given !== undefined && timingSafeEqual(digest(given), digest(token))) return undefined;
    return this.#wrong.take() ? 401 : 429;
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
