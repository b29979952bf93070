import type { Producer, Router } from 'mediasoup/types';

/**
 * Carries streams to the worker of a viewer's transport through mediasoup's pipe transports (UDP on
 * loopback). A stream is piped to another router at most once, whatever the number of viewers there. A pipe
 * ends with its producer or with either worker.
 */
export class RouterPipes {
  /** Pipes by destination router and producer id, in progress or done. */
  readonly #pipes = new WeakMap<Router, Map<string, Promise<void>>>();

  /** Pipes `producer` to `to`. It can then be consumed there under its own id. */
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
