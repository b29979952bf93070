import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/**
 * A way of UDP from one page to a media port of this machine, which loses a share of the packets to the page, and may be late.
 */
export class LossyRelay {
  readonly port: number;
  /** Share of packets that are lost, 0 to 1. */
  loss = 0;
  readonly #near: Socket;
  readonly #far: Socket;
  #closed = false;

  private constructor(near: Socket, far: Socket, target: number, delay: number) {
    this.port = near.address().port;
    this.#near = near;
    this.#far = far;
    const late = (send: () => void) => {
      const sends = () => {
        if (!this.#closed) send();
      };
      if (delay === 0) sends();
      else setTimeout(sends, delay);
    };
    let page: { port: number; address: string } | undefined;
    near.on('message', (bytes, from) => {
      page = from;
      late(() => far.send(bytes, target, '127.0.0.1'));
    });
    far.on('message', (bytes) => {
      const to = page;
      if (to !== undefined && Math.random() >= this.loss) late(() => near.send(bytes, to.port, to.address));
    });
  }

  /** `delay` is of each direction, milliseconds. */
  static async to(target: number, delay = 0): Promise<LossyRelay> {
    const [near, far] = [createSocket('udp4'), createSocket('udp4')];
    near.bind(0, '0.0.0.0');
    far.bind(0, '127.0.0.1');
    await Promise.all([once(near, 'listening'), once(far, 'listening')]);
    return new LossyRelay(near, far, target, delay);
  }

  close(): void {
    this.#closed = true;
    this.#near.close();
    this.#far.close();
  }
}
