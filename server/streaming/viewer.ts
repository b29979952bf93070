import type { Consumer, Producer, Router, RtpCapabilities, WebRtcTransport } from 'mediasoup/types';
import type { Logger } from 'pino';
import type { MediaRequest } from '../../shared/media.ts';
import type { Notice } from '../../shared/notices/notice.ts';
import { NoticeError } from '../contracts/notice-error.ts';
import type { ViewerClient } from '../contracts/room-media.ts';
import type { MediaHost } from './media-host.ts';
import { readDtlsParameters, readRtpCapabilities } from './media-parameters.ts';
import { MediaSteps } from './media-steps.ts';
import { whenConnected } from './network/connected-transport.ts';
import type { IceConfiguration } from './network/ice-servers.ts';
import type { RouterPipes } from './network/router-pipes.ts';
import type { ViewerTransports } from './network/viewer-transports.ts';
import { followPlayer } from './own-view.ts';
import { RequestQueue } from './request-queue.ts';
import { followThinLine, thinLineLog } from './thin-line.ts';
import { givenUp as givenUpNotice, LossNotice } from './viewer-client.ts';
import { type ConsumerRole, ViewerConsumers } from './viewer-consumers.ts';
import { type FrameMapKind, ViewerMaps } from './viewer-maps.ts';
import type { HeardStream, WatchedStream } from './watched-stream.ts';

export interface ViewerOptions {
  /** The host of the streams of the client's room. */
  host: MediaHost;
  /** The host where a new transport may be opened: the room's, or one that has a media port. */
  front: () => MediaHost;
  transports: Pick<ViewerTransports, 'open'>;
  pipes: RouterPipes;
  /** ICE servers for this client. Their credentials are valid from the call on. */
  iceConfiguration: () => IceConfiguration;
  client?: ViewerClient;
  /** Returns the stream of a view (a player's session id) that this client may watch. */
  resolve: (view: string) => WatchedStream | undefined;
  /** Returns the sound stream of a view of this client's room. */
  listen: (view: string) => Promise<HeardStream | undefined>;
  /** Called once when the viewer is closed. */
  onClose: () => void;
  logger: Logger;
}

/**
 * The media connection of one client: a WebRTC transport, a consumer for each view that it watches, and one
 * for sound once it asks for it.
 *
 * Requests come in the order capabilities, transport, connect, consume, resume. To switch without a gap, the
 * page consumes another view and resumes it, which closes the one before. Sound switches alike, with "listen"
 * in place of "consume". Views consumed with `beside` are not replaced; the page closes them. A page whose
 * connection was lost asks for a transport again, which replaces the old one and its consumers.
 */
export class Viewer {
  readonly #options: ViewerOptions;
  /** Receives the deaths and replacements of workers. */
  readonly loss: LossNotice;
  /** The host of the transport. */
  #front: MediaHost;
  #transport: WebRtcTransport | undefined;
  readonly #consumers = new ViewerConsumers();
  readonly #maps = new ViewerMaps();
  readonly #steps: MediaSteps;
  readonly #requests = new RequestQueue();
  #closed = false;

  constructor(options: ViewerOptions) {
    this.#options = options;
    this.#front = options.host;
    this.#steps = new MediaSteps(options.logger);
    const front = () => this.#front;
    this.loss = new LossNotice(options.client, {
      host: options.host,
      get front() {
        return front();
      },
      get nextFront() {
        return options.front();
      },
    });
  }

  /** The host of its transport now, or of its last one. */
  get front(): MediaHost {
    return this.#front;
  }

  /** Whether the client has an audio consumer, paused or not. */
  get listens(): boolean {
    return this.#consumers.listens;
  }

  /** Shows the client a fault that does not repair itself. */
  tell(notice: Notice): void {
    this.#options.client?.trouble(notice);
  }

  /**
   * Answers one request after all earlier ones. Resolves to the `result` of the MediaAnswer. Rejects with a
   * NoticeError that has the answer's `error`.
   */
  handle(request: MediaRequest): Promise<unknown> {
    if (this.#closed) return Promise.reject(new NoticeError({ code: 'connection-closed', values: {} }));
    return this.#requests.add(() => this.#answer(request));
  }

  /**
   * Pauses or resumes all video; each resumed stream starts with a keyframe. Sound continues, because a
   * hidden page can still be heard.
   */
  setPaused(paused: boolean): void {
    if (this.#closed) return;
    const failed = (error: unknown) => {
      this.#options.logger.debug({ err: error }, 'Video could not be held back, or go on');
    };
    this.#consumers.setPaused(paused, failed);
    this.#maps.setPaused(paused, failed);
  }

  /** Closes the transport and its consumers. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#transport?.close();
    this.#consumers.clear();
    this.#maps.clear();
    this.#options.onClose();
  }

  async #answer(request: MediaRequest): Promise<unknown> {
    if (this.#closed) throw new NoticeError({ code: 'connection-closed', values: {} });
    switch (request.method) {
      case 'capabilities':
        return this.#router().rtpCapabilities;
      case 'transport':
        return this.#openTransport();
      case 'connect':
        return this.#connect(request.dtlsParameters);
      case 'consume':
        return this.#consume(request.view, request.rtpCapabilities, request.beside ? 'beside' : 'watched');
      case 'depth':
      case 'origin':
        return this.#receiveMaps(request.method, request.view);
      case 'listen':
        return this.#listen(request.view, request.rtpCapabilities);
      case 'resume':
        return this.#resume(request.consumer);
      case 'close':
        this.#consumers.close(request.consumer);
        this.#maps.close(request.consumer);
        return {};
    }
  }

  async #openTransport(): Promise<unknown> {
    this.loss.transportRequested();
    this.#router();
    this.#transport?.close();
    this.#transport = undefined;
    this.#consumers.clear();
    this.#maps.clear();
    this.#front = this.#options.front();
    routerOf(this.#front);
    const { transport, iceCandidates, loopbackOnly } = await this.#steps.explain('open', () =>
      this.#options.transports.open(this.#front),
    );
    if (this.#closed) {
      transport.close();
      throw new NoticeError({ code: 'connection-closed', values: {} });
    }
    // The media port was reopened for a new address of this machine.
    transport.once('listenserverclose', () => {
      if (!this.#closed && this.#transport === transport) this.#options.client?.mediaLost();
    });
    whenConnected(transport, () => {
      if (this.#transport === transport) this.#consumers.connected();
    });
    this.#transport = transport;
    this.loss.connected();
    const { id, iceParameters, dtlsParameters, sctpParameters } = transport;
    return {
      ...{ id, iceParameters, iceCandidates, dtlsParameters, sctpParameters },
      ...this.#options.iceConfiguration(),
      ...(loopbackOnly ? { loopbackOnly } : {}),
    };
  }

  async #connect(dtlsParameters: unknown): Promise<unknown> {
    const transport = this.#openedTransport();
    await this.#steps.explain('connect', () =>
      transport.connect({ dtlsParameters: readDtlsParameters(dtlsParameters) }),
    );
    return {};
  }

  async #consume(view: string, capabilities: unknown, role: ConsumerRole): Promise<unknown> {
    this.#openedTransport();
    this.#router();
    const rtpCapabilities = readRtpCapabilities(capabilities);
    const stream = this.#options.resolve(view);
    if (stream === undefined || stream.closed) {
      throw new NoticeError({ code: 'view-gone', values: {} });
    }
    const start = () => stream.requestKeyframe();
    const consumer = await this.#open(stream.producer, rtpCapabilities, role, start);
    if (view === this.#options.client?.id)
      await this.#steps.explain('consume', () => followPlayer(consumer, stream));
    else if (stream.thin !== undefined)
      followThinLine(
        consumer,
        { thin: () => stream.thin?.() ?? (() => {}) },
        thinLineLog(this.#options.logger),
      );
    return answerOf(consumer);
  }

  /** Maps are made only while a client receives them. */
  async #receiveMaps(kind: FrameMapKind, view: string): Promise<unknown> {
    const transport = this.#openedTransport();
    const router = this.#router();
    const stream = this.#options.resolve(view);
    if (stream === undefined || stream.closed) throw new NoticeError({ code: 'view-gone', values: {} });
    const { producer } = stream[kind];
    if (producer === undefined) throw new NoticeError(restarting);
    const consumer = await this.#steps.explain('consume', async () => {
      await this.#options.pipes.carryData(producer, router, routerOf(this.#front));
      return this.#maps.open(kind, transport, producer.id, stream[kind].watch());
    });
    const { id, dataProducerId, sctpStreamParameters, label, protocol } = consumer;
    return { id, dataProducerId, sctpStreamParameters, label, protocol };
  }

  /** The sound of a view is mixed only once a client asks for it. */
  async #listen(view: string, capabilities: unknown): Promise<unknown> {
    this.#openedTransport();
    this.#router();
    const rtpCapabilities = readRtpCapabilities(capabilities);
    const stream = await this.#options.listen(view);
    if (stream === undefined || stream.closed) {
      throw new NoticeError({ code: 'view-gone', values: {} });
    }
    const consumer = await this.#open(stream.producer, rtpCapabilities, 'heard', () => {});
    consumer.observer.once('close', stream.listen());
    return answerOf(consumer);
  }

  async #open(
    producer: Producer | undefined,
    rtpCapabilities: RtpCapabilities,
    role: ConsumerRole,
    start: () => void,
  ): Promise<Consumer> {
    const transport = this.#openedTransport();
    if (producer === undefined) throw new NoticeError(restarting);
    const router = this.#router();
    if (!router.canConsume({ producerId: producer.id, rtpCapabilities })) {
      const codec = role === 'heard' ? 'Opus' : 'VP8';
      throw new NoticeError({ code: 'codec-missing', values: { codec } });
    }
    this.#consumers.makeRoom(role);
    const consumer = await this.#steps.explain('consume', async () => {
      await this.#options.pipes.carry(producer, router, routerOf(this.#front));
      return transport.consume({ producerId: producer.id, rtpCapabilities, paused: true });
    });
    this.#consumers.add(consumer, role, start);
    return consumer;
  }

  async #resume(id: string): Promise<unknown> {
    if (!this.#consumers.has(id)) {
      throw new NoticeError({ code: 'consumer-gone', values: {} });
    }
    await this.#steps.explain('resume', () => this.#consumers.resume(id));
    return {};
  }

  #router(): Router {
    return routerOf(this.#options.host);
  }

  #openedTransport(): WebRtcTransport {
    const transport = this.#transport;
    if (transport === undefined) throw new NoticeError({ code: 'no-transport', values: {} });
    if (transport.closed) throw new NoticeError({ code: 'transport-closed', values: {} });
    return transport;
  }
}

/** What a page needs to receive the consumer. */
function answerOf({ id, producerId, kind, rtpParameters }: Consumer): unknown {
  return { id, producerId, kind, rtpParameters };
}

function routerOf({ router, givenUp }: MediaHost): Router {
  if (router === undefined) throw new NoticeError(givenUp ? givenUpNotice : restarting);
  return router;
}

const restarting: Notice = { code: 'media-restarting', values: {} };
