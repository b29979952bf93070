import type { DataConsumer, WebRtcTransport } from 'mediasoup/types';

/**
 * The depth maps that one viewer receives: of one view at a time. Maps are neither ordered nor sent again, because a newer
 * one is there sooner.
 */
export class ViewerDepth {
  #consumer: DataConsumer | undefined;
  #paused = false;

  /** Receives the maps of a data producer in place of the former ones; `ended` is called once when it ends. */
  async open(transport: WebRtcTransport, dataProducerId: string, ended: () => void): Promise<DataConsumer> {
    const consumer = await transport
      .consumeData({ dataProducerId, ordered: false, maxRetransmits: 0, paused: this.#paused })
      .catch((error: unknown) => {
        ended();
        throw error;
      });
    consumer.observer.once('close', ended);
    this.#consumer?.close();
    this.#consumer = consumer;
    return consumer;
  }

  /** Closes the consumer with this id. Does nothing if there is none. */
  close(id: string): void {
    if (this.#consumer?.id === id) this.#consumer.close();
  }

  setPaused(paused: boolean, failed: (error: unknown) => void): void {
    if (paused === this.#paused) return;
    this.#paused = paused;
    const consumer = this.#consumer;
    if (consumer === undefined || consumer.closed) return;
    (paused ? consumer.pause() : consumer.resume()).catch(failed);
  }

  /** Forgets the consumer, after its transport was closed. */
  clear(): void {
    this.#consumer = undefined;
  }
}
