import type { DataConsumer, WebRtcTransport } from 'mediasoup/types';

/** Maps of frames that a viewer can ask for: depths, and where the parts of the picture come from. */
export type FrameMapKind = 'depth' | 'origin';

/**
 * The maps of frames that one viewer receives: of each kind, those of one view at a time. Maps are neither ordered nor sent
 * again, because a newer one is there sooner.
 */
export class ViewerMaps {
  readonly #consumers = new Map<FrameMapKind, DataConsumer>();
  #paused = false;

  /** Receives the maps of a data producer in place of the former ones; `ended` is called once when it ends. */
  async open(
    kind: FrameMapKind,
    transport: WebRtcTransport,
    dataProducerId: string,
    ended: () => void,
  ): Promise<DataConsumer> {
    const consumer = await transport
      .consumeData({ dataProducerId, ordered: false, maxRetransmits: 0, paused: this.#paused })
      .catch((error: unknown) => {
        ended();
        throw error;
      });
    consumer.observer.once('close', ended);
    this.#consumers.get(kind)?.close();
    this.#consumers.set(kind, consumer);
    return consumer;
  }

  /** Closes the consumer with this id. Does nothing if there is none. */
  close(id: string): void {
    for (const consumer of this.#consumers.values()) if (consumer.id === id) consumer.close();
  }

  setPaused(paused: boolean, failed: (error: unknown) => void): void {
    if (paused === this.#paused) return;
    this.#paused = paused;
    for (const consumer of this.#consumers.values()) {
      if (!consumer.closed) (paused ? consumer.pause() : consumer.resume()).catch(failed);
    }
  }

  /** Forgets the consumers, after their transport was closed. */
  clear(): void {
    this.#consumers.clear();
  }
}
