import type { DataProducer, DirectTransport } from 'mediasoup/types';
import type { DepthPlane } from '../contracts/room-media.ts';
import { encodeDepth } from './depth-encoder.ts';

/** Name of the data channel. */
export const depthLabel = 'depth';

/** The depth maps of one player's view: a message for each frame, which nobody has to receive. */
export class DepthStream {
  #producer: DataProducer | undefined;
  #watchers = 0;

  /** What viewers consume. Undefined while the media worker is being replaced. */
  get producer(): DataProducer | undefined {
    return this.#producer?.closed ? undefined : this.#producer;
  }

  async attach(transport: DirectTransport): Promise<void> {
    this.#producer = await transport.produceData({ label: depthLabel });
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

  /** Sends the map of a frame, if anybody watches. */
  send(plane: DepthPlane, rtpTimestamp: number): void {
    const { producer } = this;
    if (this.#watchers === 0 || producer === undefined) return;
    const message = encodeDepth(plane, rtpTimestamp);
    if (message !== undefined) producer.send(Buffer.from(message.buffer));
  }
}
