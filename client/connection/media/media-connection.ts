import type { Device, types } from 'mediasoup-client';
import { z } from 'zod';
import { texts } from '../../texts.ts';
import type { FrameSource } from '../../video/stream-frames.ts';
import type { MediaCall } from '../room-connection.ts';
import { ReceivedMaps } from './received-maps.ts';

export interface MediaConnectionHandlers {
  /** ICE and DTLS are complete; the path has not answered for some seconds; ICE gave up on it. */
  connected(): void;
  interrupted(): void;
  failed(): void;
}

export interface ViewStats {
  /** Totals since the view began. */
  bytes: number;
  framesDecoded: number;
  framesDropped: number;
  packetsLost: number;
  /** Mean milliseconds a frame waits in the jitter buffer. */
  jitterBuffer: number | undefined;
}

const object = z.custom<object>((value) => typeof value === 'object' && value !== null, 'must be an object');
const transportSchema = object
  .transform((value) => value as types.TransportOptions)
  .refine((options) => typeof options.id === 'string', 'id must be a string');
const consumerSchema = z.object({
  id: z.string(),
  producerId: z.string(),
  kind: z.enum(['audio', 'video']),
  rtpParameters: object.transform((value) => value as types.RtpParameters),
});

/** Maps of frames that the server sends over data channels, by the method that asks for them. */
export type FrameMapKind = 'depth' | 'origin';

const mapsSchema = z.object({
  id: z.string(),
  dataProducerId: z.string(),
  sctpStreamParameters: object.transform((value) => value as types.SctpStreamParameters),
  label: z.string(),
  protocol: z.string(),
});

/** The server is reachable through loopback addresses only. */
const loopbackSchema = z.object({ loopbackOnly: z.boolean().optional() });

/** The views that one page receives over one WebRTC transport. */
export class MediaConnection {
  readonly #request: (call: MediaCall) => Promise<unknown>;
  readonly #device: Device;
  readonly #transport: types.Transport;

  /**
   * Negotiates a path with the media server. After `ended` it sends no further request: the server has one
   * transport for each page, and would apply a late request to the next path.
   * @throws Error if the server refuses or the path has ended
   */
  static async open(
    device: Device,
    request: (call: MediaCall) => Promise<unknown>,
    handlers: MediaConnectionHandlers,
    ended: AbortSignal,
  ): Promise<MediaConnection> {
    const ask = (call: MediaCall) =>
      ended.aborted ? Promise.reject(new Error('this path was given up')) : request(call);
    const answer = await ask({ method: 'transport' });
    // Firefox does not connect to loopback candidates.
    if (device.handlerName.startsWith('Firefox') && loopbackSchema.parse(answer).loopbackOnly)
      throw new Error(texts.status.loopbackOnly);
    const parameters = transportSchema.parse(answer);
    ended.throwIfAborted();
    const transport = device.createRecvTransport(parameters);
    ended.addEventListener('abort', () => transport.close(), { once: true });
    transport.on('connect', ({ dtlsParameters }, done, fail) => {
      ask({ method: 'connect', dtlsParameters: { ...dtlsParameters } }).then(done, fail);
    });
    transport.on('connectionstatechange', (state) => {
      if (state === 'connected') handlers.connected();
      if (state === 'disconnected') handlers.interrupted();
      if (state === 'failed') handlers.failed();
    });
    return new MediaConnection(ask, device, transport);
  }

  private constructor(
    request: (call: MediaCall) => Promise<unknown>,
    device: Device,
    transport: types.Transport,
  ) {
    this.#request = request;
    this.#device = device;
    this.#transport = transport;
  }

  /** True once an ICE connectivity check was answered. */
  async isReached(): Promise<boolean> {
    if (this.#transport.closed) return false;
    for (const entry of (await this.#transport.getStats()).values()) {
      if (entry.type !== 'candidate-pair') continue;
      if (entry.state === 'succeeded' || number(entry.responsesReceived) > 0) return true;
    }
    return false;
  }

  /**
   * Receives the view of the player with session id `view`. It sends no frames until {@link
   * ReceivedView.start}. Unless `beside` is true, it replaces the last view that was received without
   * `beside`.
   */
  async receive(view: string, beside = false): Promise<ReceivedView> {
    const parameters = consumerSchema.parse(
      await this.#request({
        method: 'consume',
        view,
        rtpCapabilities: { ...this.#device.recvRtpCapabilities },
        ...(beside ? { beside } : {}),
      }),
    );
    const consumer = await this.#transport.consume(parameters);
    // No playout delay: it smooths films, but adds latency to games.
    const { rtpReceiver } = consumer;
    if (rtpReceiver && 'jitterBufferTarget' in rtpReceiver) rtpReceiver.jitterBufferTarget = 0;
    // The former name of the property.
    else if (rtpReceiver && 'playoutDelayHint' in rtpReceiver)
      Object.assign(rtpReceiver, { playoutDelayHint: 0 });
    return new ReceivedView(view, consumer, this.#request);
  }

  /** Receives maps of a view's frames, in place of those of another view, until {@link ReceivedMaps.close}. */
  async receiveMaps(
    method: FrameMapKind,
    view: string,
    take: (message: unknown) => void,
  ): Promise<ReceivedMaps> {
    const parameters = mapsSchema.parse(await this.#request({ method, view }));
    const consumer = await this.#transport.consumeData(parameters);
    return new ReceivedMaps(view, consumer, this.#request, take);
  }

  /** Receives the sound of a view; it is silent until {@link ReceivedSound.start}. */
  async listen(view: string): Promise<ReceivedSound> {
    const parameters = consumerSchema.parse(
      await this.#request({
        method: 'listen',
        view,
        rtpCapabilities: { ...this.#device.recvRtpCapabilities },
      }),
    );
    // Browsers synchronise the tracks of one stream, so the picture would wait for sound if both were in one.
    const consumer = await this.#transport.consume({ ...parameters, streamId: soundStream });
    return new ReceivedSound(consumer, this.#request);
  }
}

/** Name of the media stream with the sound; pictures are in other streams. */
const soundStream = 'sound';

/** A received audio track. */
export class ReceivedSound {
  readonly #consumer: types.Consumer;
  readonly #request: (call: MediaCall) => Promise<unknown>;

  constructor(consumer: types.Consumer, request: (call: MediaCall) => Promise<unknown>) {
    this.#consumer = consumer;
    this.#request = request;
  }

  get track(): MediaStreamTrack {
    return this.#consumer.track;
  }

  /** Asks the server to send. */
  async start(): Promise<void> {
    await this.#request({ method: 'resume', consumer: this.#consumer.id });
  }

  close(): void {
    if (this.#consumer.closed) return;
    this.#consumer.close();
    this.#request({ method: 'close', consumer: this.#consumer.id }).catch(() => undefined);
  }
}

/** A received video track. */
export class ReceivedView implements FrameSource {
  /** Session id of the player whose view it is. */
  readonly view: string;
  readonly #consumer: types.Consumer;
  readonly #request: (call: MediaCall) => Promise<unknown>;

  constructor(view: string, consumer: types.Consumer, request: (call: MediaCall) => Promise<unknown>) {
    this.view = view;
    this.#consumer = consumer;
    this.#request = request;
  }

  get track(): MediaStreamTrack {
    return this.#consumer.track;
  }

  /** Asks the server to send, beginning with a codec keyframe. */
  async start(): Promise<void> {
    await this.#request({ method: 'resume', consumer: this.#consumer.id });
  }

  /** Calls `ended` if the transport ends, but not after `close()`. */
  ended(ended: () => void): void {
    this.#consumer.once('transportclose', ended);
  }

  async framesDecoded(): Promise<number | undefined> {
    return (await this.stats())?.framesDecoded;
  }

  async stats(): Promise<ViewStats | undefined> {
    if (this.#consumer.closed) return undefined;
    for (const entry of (await this.#consumer.getStats()).values()) {
      if (entry.type !== 'inbound-rtp') continue;
      const emitted = number(entry.jitterBufferEmittedCount);
      return {
        bytes: number(entry.bytesReceived),
        framesDecoded: number(entry.framesDecoded),
        framesDropped: number(entry.framesDropped),
        packetsLost: number(entry.packetsLost),
        jitterBuffer: emitted > 0 ? (number(entry.jitterBufferDelay) / emitted) * 1000 : undefined,
      };
    }
    return undefined;
  }

  close(): void {
    if (this.#consumer.closed) return;
    this.#consumer.close();
    // The server also closes the consumer together with the connection, so a failure is harmless.
    this.#request({ method: 'close', consumer: this.#consumer.id }).catch(() => undefined);
  }
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
