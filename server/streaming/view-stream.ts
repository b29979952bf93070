import { randomInt } from 'node:crypto';
import type { DirectTransport, Producer, Router } from 'mediasoup/types';
import type { Logger } from 'pino';
import { RtpPacket } from 'rtp.js/packets';
import { isSameSize, type PictureSize } from '../contracts/picture.ts';
import type { EncodedPicture, PictureSink, PictureSource, VideoCodec } from '../contracts/picture-sink.ts';
import type { SentPicture } from '../contracts/room-media.ts';
import { i420Length, rgbToI420 } from './i420.ts';
import { asksForKeyframe, KeyframeRequests } from './keyframe-requests.ts';
import type { HostMember, MediaHost } from './media-host.ts';
import { type VideoEncoder, videoClockRate } from './video-encoder.ts';
import { packetizeVp8, pictureIds } from './vp8-payload.ts';

export interface ViewStreamOptions {
  host: MediaHost;
  /** Size of the first picture. Both sides are even. */
  size: PictureSize;
  /** Makes an encoder for a picture size: at the start, when the size changes and when one fails. */
  createEncoder: (size: PictureSize) => VideoEncoder;
  /** Called once when the stream is closed. */
  onClose: (stream: ViewStream) => void;
  logger: Logger;
}

/** The result of one push. */
export interface PushedFrame {
  /** 32 bits, 90 kHz. The page reads it of the frame by `requestVideoFrameCallback`. */
  rtpTimestamp: number;
  /** Time to convert, encode and send the frame. */
  milliseconds: number;
  keyframe: boolean;
}

/** Payload type and extension id between here and the router, which maps them for each viewer. */
const payloadType = 101;
const playoutDelayId = 11;
const playoutDelayUri = 'http://www.webrtc.org/experiments/rtp-hdrext/playout-delay';
/**
 * Minimum and maximum playout delay, 12 bits each, both 0: browsers show every frame as soon as it is
 * decoded.
 */
const noPlayoutDelay = new DataView(new ArrayBuffer(3));
/** Shortest time between two replacements of a failed encoder, milliseconds. */
const encoderInterval = 1_000;
/** Bytes of an RTP payload. With headers and encryption, packets stay below the usual MTU. */
const payloadLimit = 1100;

/**
 * One player's view as a video stream. It encodes a frame a tick and gives it to mediasoup, which forwards it
 * to every viewer. Pictures may change their size at any frame: VP8 carries the size in its keyframes, so viewers
 * follow within the same stream.
 *
 * Encoding runs on the calling thread. A frame of 256 x 144 takes about 0.3 to 0.5 ms to convert and 1.2 ms
 * to encode on one core of a server CPU; larger frames take longer with their pixels. Callers depend on {@link push}
 * alone, so encoding can move to worker threads if a process has many or large views.
 */
export class ViewStream implements HostMember, PictureSource {
  readonly #options: ViewStreamOptions;
  readonly #keyframes = new KeyframeRequests();
  readonly #sinks = new Set<PictureSink>();
  #size: PictureSize;
  #i420: Uint8Array;
  readonly #ssrc = randomInt(1, 2 ** 32);
  #encoder: VideoEncoder;
  /** When a failed encoder was last replaced, milliseconds on the process's clock. */
  #replacedAt = Number.NEGATIVE_INFINITY;
  #transport: DirectTransport | undefined;
  #producer: Producer | undefined;
  #sequence = randomInt(0, 2 ** 16);
  #pictureId = randomInt(0, pictureIds);
  /** Time of the last frame, 90 kHz ticks of the room's clock. */
  #ticks = -1;
  #closed = false;

  private constructor(options: ViewStreamOptions) {
    this.#options = options;
    this.#size = options.size;
    this.#encoder = options.createEncoder(options.size);
    this.#i420 = new Uint8Array(i420Length(options.size.width, options.size.height));
  }

  static async create(options: ViewStreamOptions): Promise<ViewStream> {
    const stream = new ViewStream(options);
    try {
      await options.host.join(stream);
    } catch (error) {
      stream.close();
      throw error;
    }
    return stream;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** What viewers consume. Undefined when closed or while the media worker is being replaced. */
  get producer(): Producer | undefined {
    return this.#producer?.closed ? undefined : this.#producer;
  }

  /**
   * Encodes and sends one frame. Drops it and returns `keyframe: false` if the stream is closed or its media
   * worker has just died. A picture of another size than the last one gets a new encoder and starts with a
   * keyframe, which decoders can follow.
   *
   * @param time Milliseconds on the room's clock, from which the RTP timestamp follows.
   * @throws RangeError if the picture does not have the pixels of its size
   * @throws Error if the encoder fails; later frames go to a new encoder
   */
  push(picture: SentPicture, time: number): PushedFrame {
    const start = performance.now();
    // The codec's time must increase, even for two frames of one instant or after the room's clock was set
    // back.
    this.#ticks = Math.max(Math.round((time * videoClockRate) / 1000), this.#ticks + 1);
    const rtpTimestamp = this.#ticks % 2 ** 32;
    const producer = this.producer;
    if (this.#closed || producer === undefined) return { rtpTimestamp, milliseconds: 0, keyframe: false };
    if (!isSameSize(picture, this.#size)) this.#resize(picture);
    rgbToI420(picture.rgb, this.#size.width, this.#size.height, this.#i420);
    const encoded = this.#encode(time);
    this.#send(producer, encoded.data, rtpTimestamp);
    const sent = { rtpTimestamp, milliseconds: performance.now() - start, keyframe: encoded.keyframe };
    for (const sink of this.#sinks) sink.picture(encoded, this.#ticks);
    return sent;
  }

  /** Of the pictures now. */
  get size(): PictureSize {
    return this.#size;
  }

  get codec(): VideoCodec {
    return this.#encoder.codec;
  }

  follow(sink: PictureSink): () => void {
    if (this.#closed) sink.streamEnded();
    else this.#sinks.add(sink);
    return () => this.#sinks.delete(sink);
  }

  /** Makes the next frame a keyframe, or a later one if the last keyframe was very recent. */
  requestKeyframe(): void {
    this.#keyframes.request();
  }

  /** Ends the stream and closes its consumers. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#options.host.leave(this);
    this.#encoder.close();
    this.#transport?.close();
    for (const sink of this.#sinks) sink.streamEnded();
    this.#sinks.clear();
    this.#options.onClose(this);
  }

  async attach(router: Router): Promise<void> {
    const transport = await router.createDirectTransport();
    const producer = await transport.produce({
      kind: 'video',
      rtpParameters: {
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
        encodings: [{ ssrc: this.#ssrc }],
      },
    });
    if (this.#closed) {
      transport.close();
      return;
    }
    // mediasoup sends a picture loss indication for every viewer that starts or lost packets.
    transport.on('rtcp', (rtcp) => {
      if (asksForKeyframe(rtcp)) this.requestKeyframe();
    });
    this.#transport = transport;
    this.#producer = producer;
    this.requestKeyframe();
  }

  #encode(time: number): EncodedPicture {
    const asked = this.#keyframes.take(time);
    try {
      const encoded = this.#encoder.encode(this.#i420, this.#ticks, asked);
      if (encoded.keyframe && !asked) this.#keyframes.made(time);
      return encoded;
    } catch (error) {
      this.#replaceEncoder();
      throw error;
    }
  }

  /** The first frame of an encoder is a keyframe, so viewers need not wait for one. */
  #resize({ width, height, rgb }: SentPicture): void {
    // Checked before any change, so that a wrong picture does not replace the encoder.
    const i420 = new Uint8Array(i420Length(width, height));
    rgbToI420(rgb, width, height, i420);
    const encoder = this.#options.createEncoder({ width, height });
    this.#encoder.close();
    this.#encoder = encoder;
    this.#size = { width, height };
    this.#i420 = i420;
  }

  /** A codec that failed may stay broken, so it is replaced. */
  #replaceEncoder(): void {
    const now = performance.now();
    if (now - this.#replacedAt < encoderInterval) return;
    this.#replacedAt = now;
    const failed = this.#encoder;
    this.#encoder = this.#options.createEncoder(this.#size);
    failed.close();
    this.#options.logger.warn('A video encoder failed and is replaced');
    this.requestKeyframe();
  }

  #send(producer: Producer, frame: Uint8Array, timestamp: number): void {
    this.#pictureId = (this.#pictureId + 1) % pictureIds;
    const payloads = packetizeVp8(frame, this.#pictureId, payloadLimit);
    for (const [index, payload] of payloads.entries()) {
      this.#sequence = (this.#sequence + 1) & 0xffff;
      const packet = new RtpPacket();
      packet.setPayloadType(payloadType);
      packet.setSsrc(this.#ssrc);
      packet.setSequenceNumber(this.#sequence);
      packet.setTimestamp(timestamp);
      packet.setMarker(index === payloads.length - 1);
      packet.enableOneByteExtensions();
      packet.setExtension(playoutDelayId, noPlayoutDelay);
      packet.setPayload(new DataView(payload.buffer, payload.byteOffset, payload.byteLength));
      packet.serialize();
      const view = packet.getView();
      try {
        producer.send(Buffer.from(view.buffer, view.byteOffset, view.byteLength));
      } catch (error) {
        // The media worker died between two packets. Its host replaces it.
        this.#options.logger.debug({ err: error }, 'A frame was dropped on the way to the media worker');
        return;
      }
    }
  }
}
