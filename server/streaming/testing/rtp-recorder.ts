import type { Consumer } from 'mediasoup/types';
import { RtpPacket } from 'rtp.js/packets';
import { readVp8Payload } from '../vp8-payload.ts';

export interface ReceivedFrame {
  rtpTimestamp: number;
  /** The encoded frame, reassembled from its packets. */
  data: Uint8Array;
  /** Bytes of the playout delay extension of each packet, if present. */
  playoutDelays: (Uint8Array | undefined)[];
}

/** Reassembles the frames that a consumer on a DirectTransport receives. */
export class RtpRecorder {
  readonly frames: ReceivedFrame[] = [];
  #parts: Uint8Array[] = [];
  #playoutDelays: (Uint8Array | undefined)[] = [];

  constructor(consumer: Consumer) {
    const delay = consumer.rtpParameters.headerExtensions?.find(({ uri }) => uri.endsWith('/playout-delay'));
    consumer.on('rtp', (bytes) => {
      const packet = new RtpPacket(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      this.#add(packet, delay === undefined ? undefined : packet.getExtension(delay.id));
    });
  }

  #add(packet: RtpPacket, delay: DataView | undefined): void {
    const payload = readVp8Payload(asBytes(packet.getPayload()));
    if (payload.start) {
      this.#parts = [];
      this.#playoutDelays = [];
    }
    this.#parts.push(payload.part);
    this.#playoutDelays.push(delay && asBytes(delay));
    if (!packet.getMarker()) return;
    this.frames.push({
      rtpTimestamp: packet.getTimestamp(),
      data: Buffer.concat(this.#parts),
      playoutDelays: this.#playoutDelays,
    });
  }
}

function asBytes(view: DataView): Uint8Array {
  return Uint8Array.from(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
}
