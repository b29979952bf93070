import type { DataProducer, Producer, WebRtcTransport } from 'mediasoup/types';
import type { HeardStream, WatchedMaps, WatchedStream } from '../streaming/watched-stream.ts';
import { EdgeKeyframes } from './edge-keyframes.ts';

/** Milliseconds between two looks for streams that nobody watches, and for how long nobody has to. */
const sweepInterval = 1_000;
const lingering = 2_000;

export interface PipedStreamsOptions {
  /** Nobody has watched a stream for a while. Called again until it is ended. */
  idle(producer: string): void;
  /** Asks the origin for a keyframe. */
  keyframe(producer: string): void;
  /** Tells the origin that some viewers cannot take all frames of a stream, or that all can again. */
  thin(producer: string, isThin: boolean): void;
}

/** A stream that comes through a pipe. As it is from elsewhere, nobody here plays it. */
class PipedStream implements WatchedStream, HeardStream {
  readonly producer: Producer | undefined;
  readonly depth: WatchedMaps;
  readonly origin: WatchedMaps;
  readonly #piped: Pick<Producer, 'closed' | 'close'>;
  readonly #keyframes: EdgeKeyframes;
  readonly #tellThin: (isThin: boolean) => void;
  /** Viewers who cannot take all frames. */
  #thin = 0;

  constructor(
    piped: { media: Producer } | { maps: DataProducer },
    keyframe: () => void,
    thin: (isThin: boolean) => void,
  ) {
    this.#tellThin = thin;
    const [media, data] = 'media' in piped ? [piped.media, undefined] : [undefined, piped.maps];
    this.#piped = 'media' in piped ? piped.media : piped.maps;
    this.producer = media;
    // The origin makes maps while the pipe is there.
    const maps = { producer: data, watch: () => () => {} };
    this.depth = maps;
    this.origin = maps;
    this.#keyframes = new EdgeKeyframes(keyframe);
  }

  get closed(): boolean {
    return this.#piped.closed;
  }

  requestKeyframe(): void {
    this.#keyframes.request();
  }

  lineReported(): void {}

  thin(): () => void {
    if (++this.#thin === 1) this.#tellThin(true);
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      if (--this.#thin === 0 && !this.closed) this.#tellThin(false);
    };
  }

  listen(): () => void {
    return () => {};
  }

  close(): void {
    this.#keyframes.close();
    this.#piped.close();
  }
}

/** The streams that come to an edge through pipes, by their ids at the origin, and which of them are watched. */
export class PipedStreams {
  readonly #options: PipedStreamsOptions;
  readonly #streams = new Map<string, PipedStream>();
  /** Consumers of each stream. */
  readonly #uses = new Map<string, number>();
  /** When the last consumer of a stream was closed, milliseconds on performance.now's clock. */
  readonly #unused = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;

  constructor(options: PipedStreamsOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#sweep(), sweepInterval).unref();
  }

  get size(): number {
    return this.#streams.size;
  }

  get(producer: string): PipedStream | undefined {
    return this.#streams.get(producer);
  }

  add(media: Producer): void {
    this.#add(media.id, { media });
    media.observer.once('close', () => this.end(media.id));
  }

  addMaps(maps: DataProducer): void {
    this.#add(maps.id, { maps });
    maps.observer.once('close', () => this.end(maps.id));
  }

  /** Counts what a viewer's transport consumes. */
  count({ observer }: Pick<WebRtcTransport, 'observer'>): void {
    observer.on('newconsumer', (consumer) => this.#use(consumer.producerId, consumer.observer));
    observer.on('newdataconsumer', (consumer) => this.#use(consumer.dataProducerId, consumer.observer));
  }

  end(producer: string): void {
    const stream = this.#streams.get(producer);
    this.#streams.delete(producer);
    this.#unused.delete(producer);
    stream?.close();
  }

  close(): void {
    clearInterval(this.#timer);
    for (const producer of [...this.#streams.keys()]) this.end(producer);
  }

  #add(id: string, piped: { media: Producer } | { maps: DataProducer }): void {
    const { keyframe, thin } = this.#options;
    const stream = new PipedStream(
      piped,
      () => keyframe(id),
      (isThin) => thin(id, isThin),
    );
    this.#streams.set(id, stream);
    this.#unused.set(id, performance.now());
  }

  #use(producer: string, observer: { once(event: 'close', listener: () => void): unknown }): void {
    this.#uses.set(producer, (this.#uses.get(producer) ?? 0) + 1);
    this.#unused.delete(producer);
    observer.once('close', () => {
      const left = (this.#uses.get(producer) ?? 1) - 1;
      if (left > 0) return void this.#uses.set(producer, left);
      this.#uses.delete(producer);
      if (this.#streams.has(producer)) this.#unused.set(producer, performance.now());
    });
  }

  #sweep(): void {
    const now = performance.now();
    for (const [producer, since] of this.#unused) {
      if (now - since >= lingering) this.#options.idle(producer);
    }
  }
}
