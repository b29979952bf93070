import {
  AV_LOG_ERROR,
  AV_PICTURE_TYPE_I,
  AV_PICTURE_TYPE_NONE,
  AV_PIX_FMT_YUV420P,
  AVERROR_EAGAIN,
  Codec,
  CodecContext,
  FF_ENCODER_LIBVPX_VP8,
  FFmpegError,
  Frame,
  Log,
  Packet,
  Rational,
} from 'node-av';
import type { EncodedPicture, VideoCodec } from '../contracts/picture-sink.ts';
import { i420Length } from './i420.ts';

export interface VideoEncoderOptions {
  /** Pixels, even. */
  width: number;
  height: number;
  /** Pictures a second, for the rate control. */
  rate: number;
  /** Bits a second. */
  bitrate: number;
  /** Keeps each frame near its share of the bits, however coarse that makes it. By default a second's frames share theirs. */
  even?: boolean;
  /** Makes two temporal layers in turns, so that every second picture can be left out. */
  layered?: boolean;
}

/** A real-time encoder: it keeps no picture back. It encodes one picture at a time. */
export interface VideoEncoder {
  readonly codec: VideoCodec;
  /**
   * Encodes one I420 picture.
   *
   * @param timestamp 90 kHz ticks, greater than that of the last picture.
   * @param keyframe Forces a keyframe.
   * @throws Error if the codec fails, before the last picture is done, or after {@link close}
   */
  encode(i420: Uint8Array, timestamp: number, keyframe: boolean): Promise<EncodedPicture>;
  /** Frees the codec's memory, after the picture that is being encoded. Idempotent. */
  close(): void;
}

/** RTP clock rate of video, ticks a second (RFC 7741, section 4.1). */
export const videoClockRate = 90_000;

/**
 * libvpx's options for real time. A negative `cpu-used` fixes the speed; a speed chosen by the wall clock
 * would make the bytes depend on load. There is no look-ahead, and no frame is dropped.
 */
const vp8Options = { deadline: 'realtime', 'cpu-used': '-4', 'lag-in-frames': '0', 'auto-alt-ref': '0' };
/** Quantiser range, 0 to 63. The lower bound saves bits that make no visible difference. */
const quantiser = { minimum: 2, maximum: 48, evenMaximum: 63 };
/** Pictures in a turn of temporal layers, and the share of all bits that layer 0 has. */
const layering = { period: 2, base: 0.6 };
/** Seconds of bits that frames share. */
const sharing = { usual: 1, even: 0.3 };

// By default libvpx prints its version at every start.
Log.setLevel(AV_LOG_ERROR);

/**
 * VP8 by libvpx in FFmpeg, on a thread of libuv's pool, so that the event loop goes on. It makes a keyframe at the start
 * and then only on request.
 */
export class Vp8Encoder implements VideoEncoder {
  readonly codec = 'VP8';
  readonly #context = new CodecContext();
  readonly #frame = new Frame();
  readonly #packet = new Packet();
  readonly #options: VideoEncoderOptions;
  /** Pictures since the last keyframe, by which libvpx takes turns. */
  #count = 0;
  #busy = false;
  #closed = false;

  constructor(options: VideoEncoderOptions) {
    this.#options = options;
    const codec = Codec.findEncoderByName(FF_ENCODER_LIBVPX_VP8);
    if (codec === null) throw new Error('The FFmpeg of node-av has no libvpx; reinstall the npm packages.');
    const context = this.#context;
    context.allocContext3(codec);
    context.width = options.width;
    context.height = options.height;
    context.pixelFormat = AV_PIX_FMT_YUV420P;
    context.timeBase = new Rational(1, videoClockRate);
    context.framerate = new Rational(options.rate, 1);
    context.gopSize = 0x7fffffff;
    context.maxBFrames = 0;
    context.threadCount = 1;
    context.bitRate = BigInt(options.bitrate);
    context.rcMaxRate = BigInt(options.bitrate);
    context.rcMinRate = BigInt(options.bitrate);
    context.rcBufferSize = Math.round(options.bitrate * (options.even ? sharing.even : sharing.usual));
    context.qMin = quantiser.minimum;
    context.qMax = options.even ? quantiser.evenMaximum : quantiser.maximum;
    // Options are not passed to open2Sync because node-av 6.1 frees them twice when the process ends.
    // Without resilience, probabilities that layer 1 has changed count for layer 0.
    const layers = options.layered
      ? { 'ts-parameters': layerOptions(options.bitrate), 'error-resilient': 'default' }
      : {};
    for (const [name, value] of Object.entries({ ...vp8Options, ...layers })) {
      FFmpegError.throwIfError(context.setOption(name, value), `setting ${name}`);
    }
    FFmpegError.throwIfError(context.open2Sync(codec), 'opening VP8');
    this.#frame.alloc();
    this.#packet.alloc();
  }

  async encode(i420: Uint8Array, timestamp: number, keyframe: boolean): Promise<EncodedPicture> {
    if (this.#closed) throw new Error('The video encoder is closed.');
    if (this.#busy) throw new Error('The video encoder has not finished the last picture.');
    const { width, height } = this.#options;
    if (i420.length !== i420Length(width, height)) {
      throw new RangeError(
        `I420 of ${width} x ${height} has ${i420Length(width, height)} bytes, not ${i420.length}`,
      );
    }
    const frame = this.#frame;
    frame.unref();
    frame.format = AV_PIX_FMT_YUV420P;
    frame.width = width;
    frame.height = height;
    FFmpegError.throwIfError(frame.getBuffer(), 'allocating a picture');
    const bytes = Buffer.from(i420.buffer, i420.byteOffset, i420.byteLength);
    FFmpegError.throwIfError(frame.fromBuffer(bytes), 'filling a picture');
    frame.pts = BigInt(timestamp);
    frame.pictType = keyframe ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
    this.#busy = true;
    try {
      FFmpegError.throwIfError(await this.#context.sendFrame(frame), 'encoding');
      return this.#receive();
    } finally {
      this.#busy = false;
      if (this.#closed) this.#free();
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (!this.#busy) this.#free();
  }

  #free(): void {
    this.#packet.free();
    this.#frame.free();
    this.#context.freeContext();
  }

  #receive(): EncodedPicture {
    const packet = this.#packet;
    const result = this.#context.receivePacketSync(packet);
    if (result === AVERROR_EAGAIN)
      throw new Error('VP8 kept a picture back, which real time does not allow.');
    FFmpegError.throwIfError(result, 'encoding');
    const { data, isKeyframe } = packet;
    if (data === null) throw new Error('VP8 gave a picture without bytes.');
    // Copied, because the packet's memory is reused.
    const picture: EncodedPicture = { data: new Uint8Array(data), keyframe: isKeyframe };
    // Turns begin anew with each keyframe.
    this.#count = isKeyframe ? 0 : this.#count + 1;
    if (this.#options.layered) picture.layer = this.#count % layering.period === 0 ? 0 : 1;
    packet.unref();
    return picture;
  }
}

/**
 * FFmpeg's words for two layers in turns: a picture of layer 1 is decoded from the last one of layer 0, and no picture from
 * it (ts_layering_mode 2 of libvpxenc.c). Kilobits a second, of layer 0 and of both.
 */
function layerOptions(bitrate: number): string {
  const kilobits = [layering.base * bitrate, bitrate].map((bits) => Math.round(bits / 1000));
  return [
    ...['ts_number_layers=2', `ts_target_bitrate=${kilobits.join(',')}`, 'ts_rate_decimator=2,1'],
    ...[`ts_periodicity=${layering.period}`, 'ts_layer_id=0,1', 'ts_layering_mode=2'],
  ].join(':');
}
