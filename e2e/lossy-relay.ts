import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** A way of UDP from one page to a media port of this machine, which loses a share of the packets to the page. */
export class LossyRelay {
  readonly port: number;
  /** Share of packets that are lost, 0 to 1. */
  loss = 0;
  readonly #near: Socket;
  readonly #far: Socket;

  private constructor(near: Socket, far: Socket, target: number) {
    this.port = near.address().port;
    this.#near = near;
    this.#far = far;
    let page: { port: number; address: string } | undefined;
    near.on('message', (bytes, from) => {
      page = from;
      far.send(bytes, target, '127.0.0.1');
    });
    far.on('message', (bytes) => {
      if (page !== undefined && Math.random() >= this.loss) near.send(bytes, page.port, page.address);
    });
  }

  static async to(target: number): Promise<LossyRelay> {
    const [near, far] = [createSocket('udp4'), createSocket('udp4')];
    near.bind(0, '0.0.0.0');
    far.bind(0, '127.0.0.1');
    await Promise.all([once(near, 'listening'), once(far, 'listening')]);
    return new LossyRelay(near, far, target);
  }

  close(): void {
    this.#near.close();
    this.#far.close();
  }
}
