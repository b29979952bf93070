import { createServer, type Server as HttpServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer, type Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Log } from '../log.ts';
import { TlsFiles } from './tls-files.ts';

/** The server cannot listen. The message names the remedy. */
export class ListenError extends Error {
  override name = 'ListenError';
}

export interface ListenerOptions {
  host: string;
  port: number;
  /** Files of certificate and key. Without them the server speaks plain HTTP. */
  tls: { cert: string; key: string } | undefined;
  log: Log;
}

/** The port of pages, REST and WebSocket, plain or with TLS. */
export class Listener {
  readonly server: HttpServer | HttpsServer;
  readonly #options: ListenerOptions;
  readonly #files: TlsFiles | undefined;

  /** @throws ConfigError if certificate or key cannot be used */
  constructor(options: ListenerOptions, answer: RequestListener) {
    this.#options = options;
    if (options.tls === undefined) {
      this.server = createServer(answer);
      return;
    }
    this.#files = new TlsFiles(options.tls);
    const server = createSecureServer({ ...this.#files.pair }, answer);
    this.server = server;
    // Open connections keep their certificate.
    this.#files.follow((pair) => server.setSecureContext({ ...pair }), options.log);
  }

  get scheme(): 'http' | 'https' {
    return this.#files === undefined ? 'http' : 'https';
  }

  /** The port on which it listens. */
  get port(): number {
    return this.#address.port;
  }

  /** Whether it listens on all addresses of the machine. */
  get everywhere(): boolean {
    return ['0.0.0.0', '::'].includes(this.#address.address);
  }

  /** Origin that a browser on this machine can open, without a slash at the end. */
  get origin(): string {
    const { host } = this.#options;
    const name = host.includes(':') ? `[${host}]` : host;
    return `${this.scheme}://${this.everywhere ? 'localhost' : name}:${this.port}`;
  }

  /** @throws ListenError if the address cannot be bound */
  async listen(): Promise<void> {
    const { host, port } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, { host, port })));
      this.server.listen(port, host, resolve);
    });
  }

  /** Closes every connection. Idempotent. */
  async close(): Promise<void> {
    this.#files?.close();
    await new Promise<void>((resolve) => {
      if (!this.server.listening) return resolve();
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  get #address(): AddressInfo {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('The server does not listen.');
    return address;
  }
}

/** What to tell the person whose server cannot listen. `option` holds host and port in one, where they have no own ones. */
export function listenError(
  error: NodeJS.ErrnoException,
  { host, port, option }: { host: string; port: number; option?: string },
): Error {
  const ported = (to: number) => (option === undefined ? `--port ${to}` : `${option} ${host}:${to}`);
  const hosted = (to: string) => (option === undefined ? `--host ${to}` : `${option} ${to}:${port}`);
  switch (error.code) {
    case 'EADDRINUSE':
      return new ListenError(
        `Port ${port} of ${host} is in use. End the other program, or choose another port: ${ported(port + 1)}`,
      );
    case 'EACCES':
      return new ListenError(
        `Port ${port} needs more rights than this process has. Choose one over 1023: ${ported(option === undefined ? 2567 : 9464)}`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new ListenError(
        `This machine has no address ${host}. Try ${hosted('127.0.0.1')} or ${hosted('0.0.0.0')}`,
      );
    default:
      return new ListenError(`Cannot listen on ${host}:${port}: ${error.message}`);
  }
}
