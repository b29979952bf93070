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
  /** Of the first picture, both sides even. */
  size: PictureSize;
  /** Makes an encoder for pictures of a size: at first, when their size changes, and when one fails. */
  createEncoder: (size: PictureSize) => VideoEncoder;
  /** Called once when the stream is closed. */
  onClose: (stream: ViewStream) => void;
  logger: Logger;
}

/** What one push did. */
export interface PushedFrame {
  /** 32 bits, 90 kHz; the page finds it at the frame (`requestVideoFrameCallback`). */
  rtpTimestamp: number;
  /** Time that converting, encoding and sending took. */
  milliseconds: number;
  keyframe: boolean;
}

/** Payload type and extension id on the way from here to the router, which maps them for each viewer. */
const payloadType = 101;
const playoutDelayId = 11;
const playoutDelayUri = 'http://www.webrtc.org/experiments/rtp-hdrext/playout-delay';
/** Minimum and maximum delay, 12 bits each, both 0: show every frame as soon as it is decoded. */
const noPlayoutDelay = new DataView(new ArrayBuffer(3));
/** Milliseconds between two encoders that are made because one failed. */
const encoderInterval = 1_000;
/** Bytes of an RTP payload, so that a packet with its headers and encryption fits every usual path. */
const payloadLimit = 1100;

/**
 * One player's view as a video stream: takes a frame a tick, encodes it and hands it to mediasoup,
 * which gives it to every viewer. Pictures may have another size from any frame on: VP8 carries the size in its
 * keyframes, so viewers follow within the same stream.
 *
 * Encoding runs in the calling thread: a frame of 256 x 144 takes about 1.2 ms to encode and 0.3 to 0.5 ms to
 * convert before that, on one core of a server CPU, and larger frames as much more as they have pixels. Callers see only frames going in, so it can move to worker
 * threads when a process has many or large views.
 */
export class ViewStream implements HostMember, PictureSource {
  readonly #options: ViewStreamOptions;
  readonly #keyframes = new KeyframeRequests();
  readonly #sinks = new Set<PictureSink>();
  #size: PictureSize;
  #i420: Uint8Array;
  readonly #ssrc = randomInt(1, 2 ** 32);
  #encoder: VideoEncoder;
  /** Of the last encoder that was made after a failure, milliseconds on the process's clock. */
  #replacedAt = Number.NEGATIVE_INFINITY;
  #transport: DirectTransport | undefined;
  #producer: Producer | undefined;
  #sequence = randomInt(0, 2 ** 16);
  #pictureId = randomInt(0, pictureIds);
  /** Of the last frame, 90 kHz ticks of the room's clock. */
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

  /** What viewers consume; undefined when closed or while the media worker is replaced. */
  get producer(): Producer | undefined {
    return this.#producer?.closed ? undefined : this.#producer;
  }

  /**
   * Encodes and sends one frame. When the stream is closed, or its media worker has just died, the
   * frame is dropped and `keyframe` is false. A picture of another size than the last one's begins with a keyframe of a
   * new encoder; the stream goes on, and decoders follow. Throws a RangeError when the picture does not have as many
   * pixels as it says, and an Error when the encoder fails; the frames after it are given to a new one.
   *
   * @param time Milliseconds on the room's clock, from which the RTP timestamp follows.
   */
  push(picture: SentPicture, time: number): PushedFrame {
    const start = performance.now();
    // Two frames of one instant, or a clock that was set back: the codec's time only goes forward.
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

  /** Makes one of the next frames a keyframe: the next one, unless there was one very recently. */
  requestKeyframe(): void {
    this.#keyframes.request();
  }

  /** Ends the stream; its consumers close with it. Idempotent. */
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

  /** An encoder's first frame is a keyframe, so that nobody has to wait for one. */
  #resize({ width, height, rgb }: SentPicture): void {
    // Checked before anything changes: a wrong picture must not cost the encoder.
    const i420 = new Uint8Array(i420Length(width, height));
    rgbToI420(rgb, width, height, i420);
    const encoder = this.#options.createEncoder({ width, height });
    this.#encoder.close();
    this.#encoder = encoder;
    this.#size = { width, height };
    this.#i420 = i420;
  }

  /** A codec that failed once may never work again. */
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
        // The media worker died between two packets; its host replaces it.
        this.#options.logger.debug({ err: error }, 'A frame was dropped on the way to the media worker');
        return;
      }
    }
  }
}
