import { randomInt } from 'node:crypto';
import { RtpPacket } from 'rtp.js/packets';
import { frameLength } from './audio-format.ts';
import type { SoundPath } from './sound-messages.ts';

/** Puts the frames of one mix into RTP packets, one each (RFC 7587, section 4.2). */
export class SoundPackets {
  /** RTP timestamps and sequence numbers start at random values (RFC 3550, section 5.1). */
  readonly #firstTimestamp = randomInt(0, 2 ** 32);
  #sequence = randomInt(0, 2 ** 16);
  #lastFrame: number | undefined;

  /** The packet of an Opus frame. `frame` counts units of 20 ms since the epoch and must increase. */
  next(frame: number, data: Uint8Array, { ssrc, payloadType }: SoundPath): Uint8Array {
    this.#sequence = (this.#sequence + 1) & 0xffff;
    const packet = new RtpPacket();
    packet.setPayloadType(payloadType);
    packet.setSsrc(ssrc);
    packet.setSequenceNumber(this.#sequence);
    packet.setTimestamp((this.#firstTimestamp + frame * frameLength) % 2 ** 32);
    // Marks the first packet after skipped frames (RFC 3551, section 4.1).
    packet.setMarker(this.#lastFrame !== frame - 1);
    this.#lastFrame = frame;
    packet.setPayload(new DataView(data.buffer, data.byteOffset, data.byteLength));
    packet.serialize();
    const view = packet.getView();
    return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  }
}
