import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Consumer, PlainTransport, Router } from 'mediasoup/types';
import { PliPacket, RtpPacket } from 'rtp.js/packets';

const loopback = '127.0.0.1';

/**
 * A receiver without a browser, over UDP on loopback. It loses packets by a share, and asks for a keyframe for each that
 * it lost, as impatient receivers do.
 */
export class LossyReceiver {
  readonly consumer: Consumer;
  /** Packets that came, and those of them that count as lost. */
  received = 0;
  lost = 0;
  readonly #transport: PlainTransport;
  readonly #socket: Socket;

  private constructor(transport: PlainTransport, consumer: Consumer, socket: Socket, share: number) {
    this.#transport = transport;
    this.consumer = consumer;
    this.#socket = socket;
    socket.on('message', (bytes) => {
      const packet = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      // Of RTCP there are reports alone.
      if (bytes[1] >= 192 && bytes[1] <= 223) return;
      this.received++;
      if (new RtpPacket(packet).getPayloadType() !== consumer.rtpParameters.codecs[0].payloadType) return;
      // Every n-th, so that a test fails in the same way each time.
      if (this.received % Math.round(1 / share) !== 0) return;
      this.lost++;
      this.ask();
    });
  }

  static async open(router: Router, producerId: string, share: number): Promise<LossyReceiver> {
    const socket = createSocket('udp4');
    socket.bind(0, loopback);
    await once(socket, 'listening');
    const transport = await router.createPlainTransport({ listenInfo: { protocol: 'udp', ip: loopback } });
    await transport.connect({ ip: loopback, port: socket.address().port });
    const { rtpCapabilities } = router;
    const consumer = await transport.consume({ producerId, rtpCapabilities, paused: true });
    return new LossyReceiver(transport, consumer, socket, share);
  }

  /** Sends a picture loss indication (RFC 4585, section 6.3.1). */
  ask(): void {
    const indication = new PliPacket();
    indication.setSenderSsrc(1);
    indication.setMediaSsrc(this.consumer.rtpParameters.encodings?.[0].ssrc ?? 0);
    indication.serialize();
    const view = indication.getView();
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    this.#socket.send(bytes, this.#transport.tuple.localPort, loopback);
  }

  close(): void {
    this.#transport.close();
    this.#socket.close();
  }
}
