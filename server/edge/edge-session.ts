import type { PipeTransport, Router } from 'mediasoup/types';
import type { WebSocket } from 'ws';
import type { Log } from '../log.ts';
import type { MediaHost } from '../streaming/media-host.ts';
import { RouterPipes } from '../streaming/network/router-pipes.ts';
import type { ViewerTransports } from '../streaming/network/viewer-transports.ts';
import { Viewer } from '../streaming/viewer.ts';
import type { WatchedStream } from '../streaming/watched-stream.ts';
import { EdgeChannel } from './edge-channel.ts';
import {
  type EdgeEvent,
  type EdgeRequest,
  edgeProtocol,
  edgeRequestSchema,
  type OriginEvent,
  originEventSchema,
} from './edge-messages.ts';
import { connectPipe, endOf, openPipe, type PipeAddress } from './pipe-transport.ts';
import { PipedStreams } from './piped-streams.ts';

/** Milliseconds between two keyframes that an edge asks for because its viewers lost packets. */
const lossInterval = 2_000;

export interface EdgeSessionOptions {
  socket: WebSocket;
  /** This side's address of the connection. */
  local: string;
  host: MediaHost;
  transports: Pick<ViewerTransports, 'open'>;
  pipes: PipeAddress;
  /** Viewers that the edge takes. */
  most: number;
  /** Whether a ticket shows that the origin has the secret. */
  isOrigin(ticket: string): Promise<boolean>;
  /** Called once, when the session has ended. */
  ended(reason: string): void;
  log: Log;
}

/**
 * What an edge does for one origin, for as long as their connection lasts: it takes streams through pipes and hands them
 * to viewers. All of it ends with the connection. Nothing is done before the origin has shown that it has the secret.
 */
export class EdgeSession {
  readonly #options: EdgeSessionOptions;
  readonly #channel: EdgeChannel<EdgeEvent, OriginEvent>;
  readonly #streams: PipedStreams;
  readonly #pipes = new Map<string, PipeTransport>();
  readonly #viewers = new Map<string, Viewer>();
  #isWelcome = false;

  constructor(options: EdgeSessionOptions) {
    this.#options = options;
    this.#streams = new PipedStreams({
      idle: (producer) => this.#channel.tell({ event: 'idle', producer }),
      keyframe: (producer) => this.#channel.tell({ event: 'keyframe', producer }),
      thin: (producer, isThin) => this.#channel.tell({ event: 'thin', producer, isThin }),
    });
    this.#channel = new EdgeChannel(options.socket, originEventSchema, {
      request: (request) => this.#answer(request),
      event: (event) => this.#hear(event),
      closed: (reason) => this.#ended(reason),
    });
  }

  get viewers(): number {
    return this.#viewers.size;
  }

  get streams(): number {
    return this.#streams.size;
  }

  /** A stream that comes through a pipe, by its id at the origin. */
  streamOf(producer: string): WatchedStream | undefined {
    return this.#streams.get(producer);
  }

  close(reason: string): void {
    this.#channel.close(reason);
  }

  async #welcome(protocol: number, ticket: string): Promise<void> {
    const { isOrigin, most } = this.#options;
    const versions = `the origin speaks version ${protocol} and this edge ${edgeProtocol}`;
    if (protocol !== edgeProtocol) this.close(`${versions}: run the same version of Worldroom`);
    else if (!(await isOrigin(ticket))) this.close('the origin has another secret');
    else {
      this.#isWelcome = true;
      this.#channel.tell({ event: 'ready', protocol: edgeProtocol, most });
    }
  }

  #hear(event: OriginEvent): void {
    switch (event.event) {
      case 'welcome':
        void this.#welcome(event.protocol, event.ticket);
        break;
      case 'streamEnded':
        this.#streams.end(event.producer);
        break;
      case 'pipeEnded':
        this.#pipes.get(event.pipe)?.close();
        this.#pipes.delete(event.pipe);
        break;
      case 'viewerLeft':
        this.#viewers.get(event.viewer)?.close();
        break;
    }
  }

  async #answer(given: unknown): Promise<unknown> {
    if (!this.#isWelcome) throw new Error('the origin has not shown that it has the secret');
    const request = edgeRequestSchema.parse(given);
    switch (request.method) {
      case 'pipe':
        return this.#openPipe(request);
      case 'produce': {
        const { producer: id, kind, rtpParameters } = request;
        // mediasoup's own requests come from viewers who lost packets, and from new ones, who ask otherwise as well.
        const options = { id, kind, rtpParameters, keyFrameRequestDelay: lossInterval };
        this.#streams.add(await this.#pipe(request.pipe).produce(options));
        return null;
      }
      case 'produceData': {
        const { producer: id, sctpStreamParameters, label, protocol } = request;
        const options = { id, sctpStreamParameters, label, protocol };
        this.#streams.addMaps(await this.#pipe(request.pipe).produceData(options));
        return null;
      }
      case 'viewer':
        return this.#viewer(request.viewer).handle(request.request);
      case 'pause':
        this.#viewers.get(request.viewer)?.setPaused(request.paused);
        return null;
    }
  }

  async #openPipe({ pipe, end }: EdgeRequest & { method: 'pipe' }): Promise<unknown> {
    const transport = await openPipe(this.#router(), this.#options.pipes, this.#options.local);
    this.#pipes.set(pipe, transport);
    await connectPipe(transport, end);
    return endOf(transport);
  }

  #pipe(id: string): PipeTransport {
    const transport = this.#pipes.get(id);
    if (transport === undefined) throw new Error('there is no such pipe');
    return transport;
  }

  #router(): Router {
    const { router } = this.#options.host;
    if (router === undefined) throw new Error('the media worker is being restarted');
    return router;
  }

  #viewer(id: string): Viewer {
    const known = this.#viewers.get(id);
    if (known !== undefined) return known;
    const { host, transports, log } = this.#options;
    const viewer = new Viewer({
      host,
      front: () => host,
      transports: {
        open: async (front) => {
          const opened = await transports.open(front);
          this.#streams.count(opened.transport);
          return opened;
        },
      },
      pipes: new RouterPipes(),
      iceConfiguration: () => ({}),
      client: {
        id,
        mediaLost: () => this.#channel.tell({ event: 'mediaLost', viewer: id }),
        trouble: (notice) => this.#channel.tell({ event: 'trouble', viewer: id, notice }),
      },
      resolve: (view) => this.#streams.get(view),
      listen: async (view) => this.#streams.get(view),
      onClose: () => this.#viewers.delete(id),
      logger: log,
    });
    this.#viewers.set(id, viewer);
    return viewer;
  }

  #ended(reason: string): void {
    for (const viewer of [...this.#viewers.values()]) viewer.close();
    this.#streams.close();
    for (const transport of this.#pipes.values()) transport.close();
    this.#pipes.clear();
    this.#options.ended(reason);
  }
}
