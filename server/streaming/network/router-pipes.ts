import type { Producer, Router } from 'mediasoup/types';

/**
 * Carries streams from the worker on which they are made to the worker at which a viewer's transport is, by
 * mediasoup's pipe transports (UDP on loopback). Each stream goes to each other router at most once, however
 * many viewers it has there, and ends with its producer or with either worker.
 */
export class RouterPipes {
  /** By the router that streams go to: pipes under way and done, by producer. */
  readonly #pipes = new WeakMap<Router, Map<string, Promise<void>>>();

  /** After this, the producer can be consumed on `to` under its own id. */
  async carry(producer: Producer, from: Router, to: Router): Promise<void> {
    if (from === to) return;
    const known = this.#pipes.get(to) ?? new Map<string, Promise<void>>();
    this.#pipes.set(to, known);
    const pipe = known.get(producer.id) ?? this.#pipe(producer, from, to, known);
    known.set(producer.id, pipe);
    await pipe;
  }

  async #pipe(
    producer: Producer,
    from: Router,
    to: Router,
    known: Map<string, Promise<void>>,
  ): Promise<void> {
    try {
      const { pipeProducer } = await from.pipeToRouter({ producerId: producer.id, router: to });
      pipeProducer?.observer.once('close', () => known.delete(producer.id));
      if (pipeProducer?.closed) known.delete(producer.id);
    } catch (error) {
      known.delete(producer.id);
      throw error;
    }
  }
}
