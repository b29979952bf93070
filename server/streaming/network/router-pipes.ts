import type { DataProducer, Producer, Router } from 'mediasoup/types';

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
    await this.#carry(producer.id, from, to, async (known) => {
      const { pipeProducer } = await from.pipeToRouter({ producerId: producer.id, router: to });
      pipeProducer?.observer.once('close', () => known.delete(producer.id));
      if (pipeProducer?.closed) known.delete(producer.id);
    });
  }

  /** The same for messages. */
  async carryData(producer: DataProducer, from: Router, to: Router): Promise<void> {
    await this.#carry(producer.id, from, to, async (known) => {
      const { pipeDataProducer } = await from.pipeToRouter({ dataProducerId: producer.id, router: to });
      pipeDataProducer?.observer.once('close', () => known.delete(producer.id));
      if (pipeDataProducer?.closed) known.delete(producer.id);
    });
  }

  async #carry(
    id: string,
    from: Router,
    to: Router,
    open: (known: Map<string, Promise<void>>) => Promise<void>,
  ): Promise<void> {
    if (from === to) return;
    const known = this.#pipes.get(to) ?? new Map<string, Promise<void>>();
    this.#pipes.set(to, known);
    const pipe =
      known.get(id) ??
      open(known).catch((error: unknown) => {
        known.delete(id);
        throw error;
      });
    known.set(id, pipe);
    await pipe;
  }
}
