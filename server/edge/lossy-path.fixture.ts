import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

const loopback = '127.0.0.1';

/**
 * A way of UDP between two sockets of this machine that loses a share of all packets, in both directions, the same ones
 * each time. Either side is told the address of one end, and the packets of the other come from there.
 */
export class LossyPath {
  /** Packets that came, and those that were lost. */
  readonly packets = { sent: 0, lost: 0 };
  readonly #share: number;
  readonly #ends: readonly [Socket, Socket];
  /** Where each end sends to. */
  readonly #targets: [number | undefined, number | undefined] = [undefined, undefined];
  #random = 1;

  private constructor(share: number, ends: readonly [Socket, Socket]) {
    this.#share = share;
    this.#ends = ends;
    for (const from of [0, 1]) {
      ends[from].on('message', (bytes) => {
        const to = 1 - from;
        const port = this.#targets[to];
        if (port === undefined) return;
        this.packets.sent++;
        if (this.#isLost()) this.packets.lost++;
        else ends[to].send(bytes, port, loopback);
      });
    }
  }

  static async open(share: number): Promise<LossyPath> {
    const ends = [createSocket('udp4'), createSocket('udp4')] as const;
    for (const end of ends) {
      end.bind(0, loopback);
      await once(end, 'listening');
    }
    return new LossyPath(share, ends);
  }

  /** The port to tell to the side whose own port is `port`. `side` is 0 or 1. */
  between(side: 0 | 1, port: number): number {
    this.#targets[side] = port;
    return this.#ends[1 - side].address().port;
  }

  close(): void {
    for (const end of this.#ends) end.close();
  }

  /** Park and Miller's minimal standard generator (Communications of the ACM 31:10, 1988). */
  #isLost(): boolean {
    this.#random = (this.#random * 16_807) % 2_147_483_647;
    return this.#random / 2_147_483_647 < this.#share;
  }
}
