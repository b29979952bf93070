import { randomInt } from 'node:crypto';
import type { RtpParameters } from 'mediasoup/types';
import { RtpPacket } from 'rtp.js/packets';
import type { EncodedPicture } from '../contracts/picture-sink.ts';
import { videoClockRate } from './video-encoder.ts';
import { packetizeVp8, pictureIds } from './vp8-payload.ts';

/** Payload type and extension id between here and the router, which maps them for each viewer. */
const payloadType = 101;
const playoutDelayId = 11;
const playoutDelayUri = 'http://www.webrtc.org/experiments/rtp-hdrext/playout-delay';
/**
 * Minimum and maximum playout delay, 12 bits each, both 0: browsers show every frame as soon as it is
 * decoded.
 */
const noPlayoutDelay = new DataView(new ArrayBuffer(3));
/** Bytes of an RTP payload. With headers and encryption, packets stay below the usual MTU. */
export const payloadLimit = 1100;
/** Share of frames that may arrive in no copy, and most copies of a frame. */
const missing = 0.02;
const mostCopies = 4;
/** Milliseconds between two copies of a frame, as packets are often lost in bursts. All are sent within a frame's time. */
const copyInterval = 15;

/**
 * How often a frame of so many packets is sent, so that at least one of its copies arrives whole.
 *
 * @param loss Share of packets that are lost, independently of each other; 0 makes one copy
 */
export function copiesFor(packets: number, loss: number): number {
  if (loss <= 0) return 1;
  const broken = 1 - (1 - loss) ** packets;
  for (let copies = 1; copies < mostCopies; copies++) if (broken ** copies <= missing) return copies;
  return mostCopies;
}

/**
 * Makes the RTP packets of one stream.
 *
 * A frame can be sent as several copies: further packets with sequence numbers of their own, and with the timestamp,
 * picture id and bytes of the first ones. Browsers order VP8 frames by their picture ids, decode whichever copy is whole
 * first, and drop the others: libwebrtc's packet buffer wants consecutive sequence numbers within a frame only, its
 * RtpFrameIdOnlyRefFinder refers to the picture id before, and its frame buffer takes each id once.
 */
export class FrameSender {
  readonly #ssrc = randomInt(1, 2 ** 32);
  #sequence = randomInt(0, 2 ** 16);
  #pictureId = randomInt(0, pictureIds);
  /** Frames of temporal layer 0, modulo 256. */
  #base = 0;
  /** Sends one more copy of the newest frame. */
  #copy: (() => void) | undefined;
  /** Copies of it that are still to be sent. */
  #due = 0;
  #timer: NodeJS.Timeout | undefined;

  /** What a producer of these packets is made with. */
  get parameters(): RtpParameters {
    return {
      codecs: [
        {
          mimeType: 'video/VP8',
          clockRate: videoClockRate,
          payloadType,
          rtcpFeedback: [
            { type: 'nack' },
            { type: 'nack', parameter: 'pli' },
            { type: 'ccm', parameter: 'fir' },
          ],
        },
      ],
      headerExtensions: [{ uri: playoutDelayUri, id: playoutDelayId }],
      // Frames have layers only while somebody needs that; viewers get all layers by default.
      encodings: [{ ssrc: this.#ssrc, scalabilityMode: 'L1T2' }],
    };
  }

  /**
   * Sends a frame now, and its copies shortly after; a frame that comes sooner is sent after them.
   *
   * @param loss Share of packets that are lost on the way, 0 if none or nobody cares
   * @param send Sends one packet; false if that and all later ones of the frame are lost
   */
  send(
    { data, layer }: Pick<EncodedPicture, 'data' | 'layer'>,
    timestamp: number,
    loss: number,
    send: (packet: Buffer) => boolean,
  ): void {
    while (this.#due > 0) this.#sendCopy();
    this.#pictureId = (this.#pictureId + 1) % pictureIds;
    if (layer === 0) this.#base = (this.#base + 1) % 256;
    const layers = layer === undefined ? undefined : { temporal: layer, base: this.#base };
    const payloads = packetizeVp8(data, this.#pictureId, payloadLimit, layers);
    this.#copy = () => {
      for (const [index, payload] of payloads.entries()) {
        if (!send(this.#packet(payload, timestamp, index === payloads.length - 1))) return;
      }
    };
    this.#due = copiesFor(payloads.length, loss);
    this.#sendCopy();
  }

  /** Forgets copies that are still to be sent. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#copy = undefined;
    this.#due = 0;
  }

  #sendCopy(): void {
    clearTimeout(this.#timer);
    this.#due--;
    this.#copy?.();
    if (this.#due > 0) this.#timer = setTimeout(() => this.#sendCopy(), copyInterval).unref();
  }

  #packet(payload: Uint8Array, timestamp: number, last: boolean): Buffer {
    this.#sequence = (this.#sequence + 1) & 0xffff;
    const packet = new RtpPacket();
    packet.setPayloadType(payloadType);
    packet.setSsrc(this.#ssrc);
    packet.setSequenceNumber(this.#sequence);
    packet.setTimestamp(timestamp);
    packet.setMarker(last);
    packet.enableOneByteExtensions();
    packet.setExtension(playoutDelayId, noPlayoutDelay);
    packet.setPayload(new DataView(payload.buffer, payload.byteOffset, payload.byteLength));
    packet.serialize();
    const view = packet.getView();
    return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
  }
}
