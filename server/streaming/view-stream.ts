import type { DirectTransport, Producer, Router } from 'mediasoup/types';
import type { Logger } from 'pino';
import { isSameSize, type PictureSize } from '../contracts/picture.ts';
import type { EncodedPicture, PictureSink, PictureSource, VideoCodec } from '../contracts/picture-sink.ts';
import type { SentPicture } from '../contracts/room-media.ts';
import { encodeDepth } from './depth-encoder.ts';
import { FrameMapStream } from './frame-map-stream.ts';
import { FrameSender } from './frame-sender.ts';
import { convertToI420, i420Length } from './i420.ts';
import { asksForKeyframe, KeyframeRequests } from './keyframe-requests.ts';
import { type EncoderKind, LineNeeds, usualKind } from './line-needs.ts';
import type { LineReport } from './loss-control.ts';
import type { HostMember, MediaHost } from './media-host.ts';
import { encodeOrigins } from './origin-encoder.ts';
import { type VideoEncoder, videoClockRate } from './video-encoder.ts';

export interface ViewStreamOptions {
  host: MediaHost;
  /** Size of the first picture. Both sides are even. */
  size: PictureSize;
  /**
   * Makes an encoder for a picture size: at the start, when the size changes, when one fails, and when the stream begins
   * or ends to need another kind.
   */
  createEncoder: (size: PictureSize, kind: EncoderKind) => VideoEncoder;
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

/** Shortest time between two replacements of a failed encoder, milliseconds. */
const encoderInterval = 1_000;
/** Frames behind which a new one is dropped: a machine that cannot encode them in time must not fall back further. */
const mostWaiting = 3;
/** Shortest time between two maps of origins, milliseconds: nobody needs more than 20 a second to tell what is what. */
const originInterval = 50;

/**
 * One player's view as a video stream. It encodes a frame a tick and gives it to mediasoup, which forwards it
 * to every viewer. Pictures may change their size at any frame: VP8 carries the size in its keyframes, so viewers
 * follow within the same stream.
 *
 * Encoding runs on a thread of libuv's pool: a frame of 256 x 144 takes 1.2 ms on one core of a server CPU, and larger
 * frames take longer with their pixels. The calling thread only converts a frame, which takes less than 0.1 ms.
 *
 * While the line of the view's own player loses packets, frames are small and are sent several times
 * ({@link LossControl}, {@link FrameSender}).
 */
export class ViewStream implements HostMember, PictureSource {
  /** The depth maps of the same frames, with their RTP timestamps. */
  readonly depth = new FrameMapStream({ label: 'depth', encode: encodeDepth });
  /** Where the parts of the same frames come from. */
  readonly origin = new FrameMapStream({ label: 'origin', encode: encodeOrigins, interval: originInterval });
  readonly #options: ViewStreamOptions;
  readonly #keyframes = new KeyframeRequests();
  readonly #sinks = new Set<PictureSink>();
  #size: PictureSize;
  #i420: Uint8Array;
  readonly #sender = new FrameSender();
  readonly #needs = new LineNeeds();
  #encoder: VideoEncoder;
  #kind = usualKind;
  /** When a failed encoder was last replaced, milliseconds on the process's clock. */
  #replacedAt = Number.NEGATIVE_INFINITY;
  #transport: DirectTransport | undefined;
  #producer: Producer | undefined;
  /** Time of the last frame, 90 kHz ticks of the room's clock. */
  #ticks = -1;
  /** When the world was as the last frame shows, likewise. */
  #shown = -1;
  /** Ends when the last pushed frame was sent. */
  #sending: Promise<unknown> = Promise.resolve();
  /** Frames that were pushed and not yet sent. */
  #waiting = 0;
  #closed = false;

  private constructor(options: ViewStreamOptions) {
    this.#options = options;
    this.#size = options.size;
    this.#encoder = options.createEncoder(options.size, usualKind);
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

  /** Where it is produced. Undefined while the media worker is being replaced. */
  get router(): Router | undefined {
    return this.#options.host.router;
  }

  /** What viewers consume. Undefined when closed or while the media worker is being replaced. */
  get producer(): Producer | undefined {
    return this.#producer?.closed ? undefined : this.#producer;
  }

  /**
   * Encodes and sends one frame, after those that were pushed before. Drops it and returns `keyframe: false` if the
   * stream is closed, its media worker has just died, or encoding is {@link mostWaiting} frames behind. A picture of
   * another size than the last one gets a new encoder and starts with a keyframe, which decoders can follow.
   *
   * @param time Milliseconds on the room's clock, from which the RTP timestamp follows.
   * @throws RangeError if the picture does not have the pixels of its size
   * @throws Error if the encoder fails; later frames go to a new encoder
   */
  async push(picture: SentPicture, time: number): Promise<PushedFrame> {
    // The codec's time must increase, even for two frames of one instant or after the room's clock was set
    // back.
    this.#ticks = Math.max(Math.round((time * videoClockRate) / 1000), this.#ticks + 1);
    const rtpTimestamp = this.#ticks % 2 ** 32;
    if (this.#waiting >= mostWaiting) return { rtpTimestamp, milliseconds: 0, keyframe: false };
    this.#waiting++;
    // Before the picture, which takes longer on its way.
    if (!this.#closed) this.#sendMaps(picture, rtpTimestamp, time);
    const ticks = this.#ticks;
    const sent = this.#sending.then(() => this.#encodeAndSend(picture, time, ticks));
    this.#sending = sent.catch(() => undefined);
    try {
      return { rtpTimestamp, ...(await sent) };
    } finally {
      this.#waiting--;
    }
  }

  #sendMaps({ depth, origin }: SentPicture, rtpTimestamp: number, time: number): void {
    if (depth !== undefined) this.depth.send(depth, rtpTimestamp, time);
    if (origin !== undefined) this.origin.send(origin, rtpTimestamp, time);
  }

  async #encodeAndSend(
    picture: SentPicture,
    time: number,
    ticks: number,
  ): Promise<Omit<PushedFrame, 'rtpTimestamp'>> {
    const dropped = { milliseconds: 0, keyframe: false };
    if (this.#closed || this.producer === undefined) return dropped;
    const start = performance.now();
    const kind = this.#needs.kindAt(start);
    const isSameKind = kind.small === this.#kind.small && kind.layered === this.#kind.layered;
    if (!isSameSize(picture, this.#size) || !isSameKind) this.#changeEncoder(picture, kind);
    convertToI420(picture.rgb, this.#size.width, this.#size.height, this.#i420);
    const encoded = await this.#encode(time, ticks);
    const { producer } = this;
    if (this.#closed || producer === undefined) return dropped;
    this.#sender.send(encoded, ticks % 2 ** 32, this.#needs.protection, (packet) =>
      this.#sendPacket(producer, packet),
    );
    const sent = { milliseconds: performance.now() - start, keyframe: encoded.keyframe };
    this.#shown = Math.max(Math.round(((picture.shows ?? time) * videoClockRate) / 1000), this.#shown + 1);
    for (const sink of this.#sinks) sink.picture(encoded, this.#shown);
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

  /** The view's own player says how its line is. Frames are protected against losses from the next one on. */
  lineReported(report: LineReport): void {
    if (!this.#needs.report(report, performance.now())) return;
    this.#options.logger.info(
      { lost: report.lost, roundTrip: report.roundTrip },
      this.#needs.protection === 0
        ? 'a player loses no packets any more: frames are sent once'
        : 'a player loses packets: frames are small and sent several times',
    );
  }

  /** A viewer cannot take all frames, until the returned function is called: every second one can be left out. */
  thin(): () => void {
    return this.#needs.thin();
  }

  /** Ends the stream and closes its consumers. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#options.host.leave(this);
    this.#sender.stop();
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
      rtpParameters: this.#sender.parameters,
    });
    await this.depth.attach(transport);
    await this.origin.attach(transport);
    if (this.#closed) {
      transport.close();
      return;
    }
    // mediasoup sends a picture loss indication for every viewer that starts or lost packets, and not whose it is. Those
    // who start, and the view's own player, ask by requestKeyframe as well.
    transport.on('rtcp', (rtcp) => {
      if (asksForKeyframe(rtcp)) this.#keyframes.requestForLoss();
    });
    this.#transport = transport;
    this.#producer = producer;
    this.requestKeyframe();
  }

  async #encode(time: number, ticks: number): Promise<EncodedPicture> {
    const asked = this.#keyframes.take(time);
    try {
      const encoded = await this.#encoder.encode(this.#i420, ticks, asked);
      if (encoded.keyframe && !asked) this.#keyframes.made(time);
      return encoded;
    } catch (error) {
      this.#replaceEncoder();
      throw error;
    }
  }

  /** The first frame of an encoder is a keyframe, so viewers need not wait for one. */
  #changeEncoder({ width, height, rgb }: SentPicture, kind: EncoderKind): void {
    // Checked before any change, so that a wrong picture does not replace the encoder.
    const i420 = new Uint8Array(i420Length(width, height));
    convertToI420(rgb, width, height, i420);
    const encoder = this.#options.createEncoder({ width, height }, kind);
    this.#encoder.close();
    this.#encoder = encoder;
    this.#kind = kind;
    this.#size = { width, height };
    this.#i420 = i420;
  }

  /** A codec that failed may stay broken, so it is replaced. */
  #replaceEncoder(): void {
    if (this.#closed) return;
    const now = performance.now();
    if (now - this.#replacedAt < encoderInterval) return;
    this.#replacedAt = now;
    const failed = this.#encoder;
    this.#encoder = this.#options.createEncoder(this.#size, this.#kind);
    failed.close();
    this.#options.logger.warn('A video encoder failed and is replaced');
    this.requestKeyframe();
  }

  /** Returns false if the media worker died between two packets. Its host replaces it. */
  #sendPacket(producer: Producer, packet: Buffer): boolean {
    if (producer.closed) return false;
    try {
      producer.send(packet);
      return true;
    } catch (error) {
      this.#options.logger.debug({ err: error }, 'A frame was dropped on the way to the media worker');
      return false;
    }
  }
}
