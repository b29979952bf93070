import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import type { MediaRequest } from '../../shared/media.ts';
import type { ViewerClient } from '../contracts/room-media.ts';
import type { Log } from '../log.ts';
import { EdgeChannel } from './edge-channel.ts';
import {
  type EdgeEvent,
  type EdgeRequest,
  edgeEventSchema,
  edgeProtocol,
  type OriginEvent,
} from './edge-messages.ts';
import { EdgePipes, type PipeSource } from './edge-pipes.ts';
import type { PipeAddress } from './pipe-transport.ts';

export interface EdgeLinkOptions {
  socket: WebSocket;
  /** This side's address of the connection. */
  local: string;
  address: PipeAddress;
  /** Shows the edge that this origin has the secret. */
  ticket: string;
  /** The edge takes viewers from now on. */
  ready(link: EdgeLink): void;
  /** Called once. All media that came from the edge have ended. */
  ended(link: EdgeLink, reason: string): void;
  log: Log;
}

/** An edge, as an origin sees it for as long as their connection lasts. */
export class EdgeLink {
  readonly #options: EdgeLinkOptions;
  readonly #channel: EdgeChannel<OriginEvent, EdgeEvent>;
  readonly #pipes: EdgePipes;
  /** Whose media come from the edge. */
  readonly #clients = new Map<string, ViewerClient>();
  #most = 0;

  constructor(options: EdgeLinkOptions) {
    this.#options = options;
    const { socket, local, address, ticket } = options;
    this.#channel = new EdgeChannel(socket, edgeEventSchema, {
      event: (event) => this.#hear(event),
      closed: (reason) => this.#ended(reason),
    });
    this.#pipes = new EdgePipes({
      ask: (request) => this.#ask(request),
      tell: (event) => this.#channel.tell(event),
      ...{ address, local },
    });
    this.#channel.tell({ event: 'welcome', protocol: edgeProtocol, ticket });
  }

  /** Viewers that it has, and viewers that it takes. */
  get viewers(): number {
    return this.#clients.size;
  }

  get most(): number {
    return this.#most;
  }

  /** Streams that it gets. */
  get streams(): number {
    return this.#pipes.size;
  }

  get isClosed(): boolean {
    return this.#channel.isClosed;
  }

  /** Takes a client in. Its id at the edge is known to nobody else. */
  enter(client: ViewerClient): EdgeViewer {
    const id = randomUUID();
    this.#clients.set(id, client);
    let isGone = false;
    return {
      link: this,
      handle: (request) => this.#ask({ method: 'viewer', viewer: id, request }),
      carry: (source, request) =>
        this.#pipes.carry(source, (view) =>
          this.#ask({ method: 'viewer', viewer: id, request: { ...request, view } }),
        ),
      setPaused: (paused) => {
        this.#ask({ method: 'pause', viewer: id, paused }).catch(() => {});
      },
      leave: () => {
        if (isGone) return;
        isGone = true;
        this.#clients.delete(id);
        this.#channel.tell({ event: 'viewerLeft', viewer: id });
      },
    };
  }

  close(reason: string): void {
    this.#channel.close(reason);
  }

  #ask(request: EdgeRequest): Promise<unknown> {
    return this.#channel.ask(request);
  }

  #hear(event: EdgeEvent): void {
    switch (event.event) {
      case 'ready':
        this.#most = event.most;
        if (event.protocol === edgeProtocol) this.#options.ready(this);
        else this.close('the edge is of another version');
        break;
      case 'idle':
        this.#pipes.idle(event.producer);
        break;
      case 'keyframe':
        this.#pipes.requestKeyframe(event.producer);
        break;
      case 'thin':
        this.#pipes.setThin(event.producer, event.isThin);
        break;
      case 'mediaLost':
        this.#clients.get(event.viewer)?.mediaLost();
        break;
      case 'trouble':
        this.#clients.get(event.viewer)?.trouble(event.notice);
        break;
    }
  }

  #ended(reason: string): void {
    this.#pipes.close();
    this.#options.ended(this, reason);
    const clients = [...this.#clients.values()];
    this.#clients.clear();
    for (const client of clients) client.mediaLost();
  }
}

/** A request of a page for a stream. */
export type StreamRequest = Extract<MediaRequest, { view: string }>;

/** The media connection of one client at an edge. */
export interface EdgeViewer {
  readonly link: EdgeLink;
  /** A request that is for no stream. */
  handle(request: MediaRequest): Promise<unknown>;
  /** A request for a stream, which is sent to the edge before. */
  carry(source: PipeSource, request: StreamRequest): Promise<unknown>;
  setPaused(paused: boolean): void;
  /** Ends it. Idempotent. */
  leave(): void;
}
