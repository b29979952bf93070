import type { DataProducer, DirectTransport } from 'mediasoup/types';

export interface FrameMapOptions<Plane> {
  /** Name of the data channel. */
  label: string;
  /** The message with the map of a frame; undefined if it has none. */
  encode: (plane: Plane, rtpTimestamp: number) => Uint8Array<ArrayBuffer> | undefined;
  /** Shortest time between two maps, milliseconds on the clock of {@link FrameMapStream.send}; 0 by default. */
  interval?: number;
}

/**
 * Maps of the frames of one player's view: a small message for each frame, which nobody has to receive. Nothing is encoded
 * while nobody watches.
 */
export class FrameMapStream<Plane> {
  readonly #options: FrameMapOptions<Plane>;
  #producer: DataProducer | undefined;
  #watchers = 0;
  #sentAt = Number.NEGATIVE_INFINITY;

  constructor(options: FrameMapOptions<Plane>) {
    this.#options = options;
  }

  /** What viewers consume. Undefined while the media worker is being replaced. */
  get producer(): DataProducer | undefined {
    return this.#producer?.closed ? undefined : this.#producer;
  }

  async attach(transport: DirectTransport): Promise<void> {
    this.#producer = await transport.produceData({ label: this.#options.label });
  }

  /** Registers a watcher until the returned function is called. Further calls of it have no effect. */
  watch(): () => void {
    this.#watchers++;
    let watching = true;
    return () => {
      if (watching) this.#watchers--;
      watching = false;
    };
  }

  /** Sends the map of a frame, if anybody watches and the last one is long enough ago. */
  send(plane: Plane, rtpTimestamp: number, time: number): void {
    const { producer } = this;
    const { encode, interval = 0 } = this.#options;
    if (this.#watchers === 0 || producer === undefined || time - this.#sentAt < interval) return;
    const message = encode(plane, rtpTimestamp);
    if (message === undefined) return;
    this.#sentAt = time;
    producer.send(Buffer.from(message.buffer));
  }
}
