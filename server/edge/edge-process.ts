import { lookup } from 'node:dns/promises';
import { setLogEventListeners } from 'mediasoup';
import { WebSocket } from 'ws';
import { portRangeOf } from '../config/port-range-text.ts';
import type { Log } from '../log.ts';
import { MediaHost } from '../streaming/media-host.ts';
import { ViewerTransports } from '../streaming/network/viewer-transports.ts';
import { findWorkerBinary } from '../streaming/worker-binary.ts';
import { messageLimit } from './edge-channel.ts';
import type { EdgeConfig } from './edge-config.ts';
import { EdgeSession } from './edge-session.ts';
import { EdgeTickets } from './edge-tickets.ts';
import { edgePath } from './edges.ts';

/** Milliseconds until an origin is tried again: at first, and at most; each wait is twice as long as the one before. */
const firstWait = 500;
const longestWait = 8_000;

/** The connection to one origin, made again for as long as the process lasts. */
interface Origin {
  readonly url: string;
  session: EdgeSession | undefined;
  wait: number;
  timer: NodeJS.Timeout | undefined;
}

/** A process with one media worker that takes spectators off its origins. */
export class EdgeProcess {
  readonly #config: EdgeConfig;
  readonly #log: Log;
  readonly #tickets: EdgeTickets;
  readonly #host: MediaHost;
  readonly #transports: ViewerTransports;
  readonly #origins: Origin[];
  #isClosed = false;

  private constructor(config: EdgeConfig, log: Log, host: MediaHost, transports: ViewerTransports) {
    this.#config = config;
    this.#log = log;
    this.#host = host;
    this.#transports = transports;
    this.#tickets = new EdgeTickets(config.secret);
    this.#origins = config.origin.map((url) => ({
      url,
      session: undefined,
      wait: firstWait,
      timer: undefined,
    }));
  }

  /**
   * Starts the media worker, and looks for the origins.
   *
   * @throws MediaError that names what is missing or wrong
   */
  static async start(config: EdgeConfig, log: Log): Promise<EdgeProcess> {
    const logger = log.child({ part: 'streaming' });
    setLogEventListeners({
      onwarn: (source, text) => logger.debug({ source }, text),
      onerror: (source, text, err) => logger.debug({ source, err }, text),
    });
    let edge: EdgeProcess | undefined;
    const host = await MediaHost.start({
      workerBin: findWorkerBinary(),
      onLost: () => edge?.lose('the media worker of the edge died'),
      onRestored: () => edge?.connect(),
      logger,
    });
    try {
      const { address } = await lookup(config.host);
      const transports = new ViewerTransports({
        listenAddress: address,
        announcedAddresses: config.announcedAddress,
        mediaPort: config.mediaPort === undefined ? undefined : portRangeOf(config.mediaPort),
        logger,
      });
      await transports.check(host);
      edge = new EdgeProcess(config, log, host, transports);
    } catch (error) {
      await host.close();
      throw error;
    }
    edge.connect();
    return edge;
  }

  /** Origins that send viewers here now, their viewers, and the streams that come from them. */
  get counts(): { origins: number; viewers: number; streams: number } {
    const sessions = this.#origins.flatMap(({ session }) => session ?? []);
    return {
      origins: sessions.length,
      viewers: sessions.reduce((sum, { viewers }) => sum + viewers, 0),
      streams: sessions.reduce((sum, { streams }) => sum + streams, 0),
    };
  }

  /** What the media worker has used. */
  usage(): ReturnType<MediaHost['usage']> {
    return this.#host.usage();
  }

  /** Looks for all origins that it is not connected to. */
  connect(): void {
    for (const origin of this.#origins) if (origin.session === undefined) void this.#connect(origin);
  }

  /** Ends all connections. Viewers go elsewhere. */
  lose(reason: string): void {
    for (const { session } of this.#origins) session?.close(reason);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#host.expectEnd();
    setLogEventListeners();
    for (const { timer } of this.#origins) clearTimeout(timer);
    this.lose('the edge ends');
    await this.#host.close();
  }

  async #connect(origin: Origin): Promise<void> {
    clearTimeout(origin.timer);
    origin.timer = undefined;
    // A worker that is being replaced connects when it is there.
    if (this.#isClosed || this.#host.router === undefined) return;
    const { text, number } = await this.#tickets.ask();
    const url = new URL(edgePath, origin.url.endsWith('/') ? origin.url : `${origin.url}/`);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url, {
      headers: { authorization: `Bearer ${text}` },
      maxPayload: messageLimit,
      handshakeTimeout: 10_000,
    });
    let local = '';
    let refused = '';
    socket.once('upgrade', (response) => {
      local = response.socket.localAddress ?? '';
    });
    socket.once('unexpected-response', (_request, response) => {
      refused = remedyOf(response.statusCode ?? 0);
      socket.terminate();
    });
    const failed = (error: Error) => this.#again(origin, refused === '' ? error.message : refused);
    socket.once('error', failed);
    socket.once('open', () => {
      socket.off('error', failed);
      this.#open(origin, socket, local, number);
    });
  }

  #open(origin: Origin, socket: WebSocket, local: string, number: string): void {
    const { pipeAddress: announced, pipePorts, maximumViewers: most } = this.#config;
    this.#log.info({ origin: origin.url }, 'connected to an origin');
    origin.wait = firstWait;
    origin.session = new EdgeSession({
      ...{ socket, local, most, host: this.#host, transports: this.#transports },
      pipes: { announced, ports: pipePorts === undefined ? undefined : portRangeOf(pipePorts) },
      isOrigin: (ticket) => this.#tickets.isAnswer(ticket, number),
      ended: (reason) => {
        origin.session = undefined;
        this.#again(origin, reason);
      },
      log: this.#log,
    });
  }

  #again(origin: Origin, reason: string): void {
    if (this.#isClosed) return;
    this.#log.warn({ origin: origin.url, reason }, 'no connection to an origin; it is tried again');
    origin.timer = setTimeout(() => void this.#connect(origin), origin.wait);
    origin.wait = Math.min(longestWait, 2 * origin.wait);
  }
}

function remedyOf(status: number): string {
  if (status === 401) return 'the origin has another secret, or its clock differs by more than 30 s';
  if (status === 503) return 'the origin takes no more edges: raise its --maximum-edges';
  return `the origin answered ${status}: is it the address of a server with --maximum-edges, and does the proxy pass WebSockets on?`;
}
