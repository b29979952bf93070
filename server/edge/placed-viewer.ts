import type { DataProducer, Producer, Router } from 'mediasoup/types';
import type { MediaRequest } from '../../shared/media.ts';
import { NoticeError } from '../contracts/notice-error.ts';
import type { RoomViewer } from '../contracts/room-media.ts';
import type { Log } from '../log.ts';
import type { IceConfiguration } from '../streaming/network/ice-servers.ts';
import { RequestQueue } from '../streaming/request-queue.ts';
import type { HeardStream, WatchedStream } from '../streaming/watched-stream.ts';
import { ChannelError } from './edge-channel.ts';
import type { EdgeLink, EdgeViewer, StreamRequest } from './edge-link.ts';
import type { PipeSource } from './edge-pipes.ts';

/** Streams of a room, and where they are produced. */
type Placed<Stream> = Stream & { readonly router: Router | undefined };

export interface PlacedViewerOptions {
  /** The client's viewer at this process. */
  local: RoomViewer;
  /** Has the client told when a media worker of this process is back, also while its media come from an edge. */
  follow(): void;
  /** The edge at which a new connection is to be made. Undefined for this process. */
  choose(): EdgeLink | undefined;
  enter(link: EdgeLink): EdgeViewer;
  resolve(view: string): Placed<WatchedStream> | undefined;
  listen(view: string): Promise<Placed<HeardStream> | undefined>;
  iceConfiguration(): IceConfiguration;
  closed(): void;
  log: Log;
}

/**
 * Milliseconds in which a page that asks again, while its edge is there, has found no way to it. It then stays at the
 * origin for {@link avoidance}.
 */
const unreachable = 20_000;
const avoidance = 120_000;

/**
 * The media connection of one client, here or at an edge. Where it is, is decided whenever the page asks for a transport;
 * all that the page asks afterwards goes there. The page knows nothing of it: it is given other addresses to connect to.
 */
export class PlacedViewer implements RoomViewer {
  readonly #options: PlacedViewerOptions;
  #edge: EdgeViewer | undefined;
  /** When the connection at the edge was made, and until when the client stays here; performance.now's clock. */
  #placedAt = 0;
  #hereUntil = Number.NEGATIVE_INFINITY;
  #paused = false;
  readonly #requests = new RequestQueue();
  #closed = false;

  constructor(options: PlacedViewerOptions) {
    this.#options = options;
  }

  /** Whether its media come from an edge. */
  get isElsewhere(): boolean {
    return this.#edge !== undefined && !this.#edge.link.isClosed;
  }

  /** The client is told that its media have ended: it comes again, and not because it found no way. */
  lost(): void {
    this.#placedAt = Number.NEGATIVE_INFINITY;
  }

  handle(request: MediaRequest): Promise<unknown> {
    return this.#requests.add(() => this.#answer(request));
  }

  setPaused(paused: boolean): void {
    this.#paused = paused;
    this.#edge?.setPaused(paused);
    this.#options.local.setPaused(paused);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#edge?.leave();
    this.#options.local.close();
    this.#options.closed();
  }

  async #answer(request: MediaRequest): Promise<unknown> {
    const { local } = this.#options;
    if (this.#closed) throw new NoticeError({ code: 'connection-closed', values: {} });
    if (request.method === 'transport') return this.#open(request);
    const edge = this.#edge;
    // All routers have the same codecs.
    if (edge === undefined || request.method === 'capabilities') return local.handle(request);
    return this.#explained(() => ('view' in request ? this.#carry(edge, request) : edge.handle(request)));
  }

  async #open(request: MediaRequest): Promise<unknown> {
    const now = performance.now();
    const { choose, enter, follow, iceConfiguration, local, log } = this.#options;
    const former = this.#edge;
    if (former !== undefined && !former.link.isClosed && now - this.#placedAt < unreachable) {
      this.#hereUntil = now + avoidance;
    }
    former?.leave();
    this.#edge = undefined;
    const link = now < this.#hereUntil ? undefined : choose();
    if (link === undefined) return local.handle(request);
    const edge = enter(link);
    try {
      const answer = await edge.handle(request);
      if (typeof answer !== 'object') throw new Error('the edge gave no transport');
      if (this.#closed) throw new NoticeError({ code: 'connection-closed', values: {} });
      follow();
      this.#edge = edge;
      this.#placedAt = now;
      if (this.#paused) edge.setPaused(true);
      return { ...answer, ...iceConfiguration() };
    } catch (err) {
      edge.leave();
      log.debug({ err }, 'an edge did not take a viewer, who stays here');
      return local.handle(request);
    }
  }

  async #carry(edge: EdgeViewer, request: StreamRequest): Promise<unknown> {
    const source = await this.#sourceOf(request);
    if (source === undefined) throw new NoticeError({ code: 'view-gone', values: {} });
    return edge.carry(source, request);
  }

  async #sourceOf(request: StreamRequest): Promise<PipeSource | undefined> {
    if (request.method === 'listen') {
      const stream = await this.#options.listen(request.view);
      if (stream === undefined || stream.closed) return undefined;
      return {
        ...present(media(stream), stream.router),
        requestKeyframe: () => {},
        use: () => stream.listen(),
      };
    }
    const stream = this.#options.resolve(request.view);
    if (stream === undefined || stream.closed) return undefined;
    const { router } = stream;
    const requestKeyframe = () => stream.requestKeyframe();
    if (request.method === 'consume') {
      const thin = () => stream.thin?.() ?? (() => {});
      return { ...present(media(stream), router), requestKeyframe, thin };
    }
    const maps = stream[request.method];
    return { ...present(messages(maps), router), requestKeyframe, use: () => maps.watch() };
  }

  async #explained<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if (error instanceof NoticeError) throw error;
      if (!(error instanceof ChannelError)) this.#options.log.debug({ err: error }, 'an edge took no stream');
      // The page asks again.
      throw new NoticeError({ code: 'media-restarting', values: {} }, { cause: error });
    }
  }
}

function media({ producer }: { producer: Producer | undefined }): PipeSource['producer'] | undefined {
  return producer && { media: producer };
}

function messages({ producer }: { producer: DataProducer | undefined }): PipeSource['producer'] | undefined {
  return producer && { maps: producer };
}

/** @throws NoticeError while the media worker is being replaced */
function present(
  producer: PipeSource['producer'] | undefined,
  router: Router | undefined,
): Pick<PipeSource, 'producer' | 'router'> {
  if (producer !== undefined && router !== undefined) return { producer, router };
  throw new NoticeError({ code: 'media-restarting', values: {} });
}
