import type { types } from 'mediasoup-client';
import type { MediaCall } from '../room-connection.ts';

/** A received data channel with the maps of one view’s frames. */
export class ReceivedMaps {
  /** Session id of the player whose view it is. */
  readonly view: string;
  readonly #consumer: types.DataConsumer;
  readonly #request: (call: MediaCall) => Promise<unknown>;

  constructor(
    view: string,
    consumer: types.DataConsumer,
    request: (call: MediaCall) => Promise<unknown>,
    take: (message: unknown) => void,
  ) {
    this.view = view;
    this.#consumer = consumer;
    this.#request = request;
    consumer.binaryType = 'arraybuffer';
    consumer.on('message', take);
  }

  get closed(): boolean {
    return this.#consumer.closed;
  }

  close(): void {
    if (this.#consumer.closed) return;
    this.#consumer.close();
    // The server also closes it together with the connection, so a failure is harmless.
    this.#request({ method: 'close', consumer: this.#consumer.id }).catch(() => undefined);
  }
}
