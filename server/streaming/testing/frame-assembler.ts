import { RtpPacket } from 'rtp.js/packets';
import { readVp8Payload } from '../vp8-payload.ts';

/** A frame that arrived whole, in the copy that was whole first. */
export interface AssembledFrame {
  pictureId: number;
  rtpTimestamp: number;
  data: Uint8Array;
}

interface Part {
  start: boolean;
  last: boolean;
  pictureId: number;
  rtpTimestamp: number;
  data: Uint8Array;
}

/**
 * Puts frames together as libwebrtc does: from packets with consecutive sequence numbers, in any order, from the one that
 * starts a frame to the one with the marker bit. A picture id counts once.
 */
export class FrameAssembler {
  readonly #parts = new Map<number, Part>();
  readonly #frames = new Map<number, AssembledFrame>();

  add(bytes: Uint8Array): void {
    const packet = new RtpPacket(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    const payload = packet.getPayload();
    const { start, pictureId, part } = readVp8Payload(
      new Uint8Array(payload.buffer, payload.byteOffset, payload.byteLength),
    );
    if (pictureId === undefined) throw new Error('the packet has no picture id');
    const sequence = packet.getSequenceNumber();
    const rtpTimestamp = packet.getTimestamp();
    this.#parts.set(sequence, { start, last: packet.getMarker(), pictureId, rtpTimestamp, data: part });
    this.#complete(sequence);
  }

  /** In the order of their picture ids, as far as none is missing before. */
  get decodable(): AssembledFrame[] {
    const frames = [...this.#frames.values()].sort((a, b) => a.rtpTimestamp - b.rtpTimestamp);
    const gap = frames.findIndex(
      ({ pictureId }, index) => index > 0 && pictureId !== (frames[index - 1].pictureId + 1) % 32_768,
    );
    return gap < 0 ? frames : frames.slice(0, gap);
  }

  #complete(sequence: number): void {
    const own = this.#parts.get(sequence);
    const before: Part[] = [];
    const from = (number: number) => this.#parts.get(number & 0xffff);
    for (let at = sequence; ; at--) {
      const part = from(at);
      if (part === undefined || part.rtpTimestamp !== own?.rtpTimestamp) return;
      before.unshift(part);
      if (part.start) break;
    }
    for (let at = sequence; !before[before.length - 1].last; ) {
      const part = from(++at);
      if (part === undefined || part.rtpTimestamp !== own?.rtpTimestamp) return;
      before.push(part);
    }
    const { pictureId, rtpTimestamp } = before[0];
    if (this.#frames.has(pictureId)) return;
    const data = Buffer.concat(before.map((part) => part.data));
    this.#frames.set(pictureId, { pictureId, rtpTimestamp, data });
  }
}
