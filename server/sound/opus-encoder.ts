import {
  AV_CHANNEL_ORDER_NATIVE,
  AV_LOG_ERROR,
  AV_SAMPLE_FMT_FLT,
  AVERROR_EAGAIN,
  Codec,
  CodecContext,
  FF_ENCODER_LIBOPUS,
  FFmpegError,
  Frame,
  Log,
  Packet,
  Rational,
} from 'node-av';
import { channels, frameLength, sampleRate } from './audio-format.ts';

/** Bits a second. */
const bitrate = 64_000;
/** Front left and front right as bits of FFmpeg's channel mask. */
const stereo = { nbChannels: channels, order: AV_CHANNEL_ORDER_NATIVE, mask: 3n };
const opusOptions = { application: 'audio', frame_duration: '20', vbr: 'on', compression_level: '5' };

// The encoder reports its last, dropped look-ahead frame each time. That is no fault.
Log.setLevel(AV_LOG_ERROR);

/** Opus by libopus in FFmpeg. Every frame yields one packet at once. */
export class OpusEncoder {
  readonly #context = new CodecContext();
  readonly #frame = new Frame();
  readonly #packet = new Packet();
  #samples = 0;
  #closed = false;

  constructor() {
    const codec = Codec.findEncoderByName(FF_ENCODER_LIBOPUS);
    if (codec === null) throw new Error('The FFmpeg of node-av has no libopus; reinstall the npm packages.');
    const context = this.#context;
    context.allocContext3(codec);
    context.sampleRate = sampleRate;
    context.sampleFormat = AV_SAMPLE_FMT_FLT;
    context.channelLayout = stereo;
    context.timeBase = new Rational(1, sampleRate);
    context.bitRate = BigInt(bitrate);
    // Not as open2Sync's second argument, for the reason given in Vp8Encoder.
    for (const [name, value] of Object.entries(opusOptions)) {
      FFmpegError.throwIfError(context.setOption(name, value), `setting ${name}`);
    }
    FFmpegError.throwIfError(context.open2Sync(codec), 'opening Opus');
    this.#frame.alloc();
    this.#packet.alloc();
  }

  /**
   * Encodes one frame [frameLength, 2].
   *
   * @throws RangeError if the frame has another length
   * @throws Error if the codec fails, or after {@link close}
   */
  encode(samples: Float32Array): Uint8Array {
    if (this.#closed) throw new Error('The audio encoder is closed.');
    if (samples.length !== frameLength * channels) {
      throw new RangeError(`A frame has ${frameLength * channels} samples, not ${samples.length}`);
    }
    const frame = this.#frame;
    frame.unref();
    frame.format = AV_SAMPLE_FMT_FLT;
    frame.sampleRate = sampleRate;
    frame.nbSamples = frameLength;
    frame.channelLayout = stereo;
    FFmpegError.throwIfError(frame.getBuffer(), 'allocating a frame of sound');
    const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
    FFmpegError.throwIfError(frame.fromBuffer(bytes), 'filling a frame of sound');
    frame.pts = BigInt(this.#samples);
    this.#samples += frameLength;
    FFmpegError.throwIfError(this.#context.sendFrameSync(frame), 'encoding sound');
    const packet = this.#packet;
    const result = this.#context.receivePacketSync(packet);
    if (result === AVERROR_EAGAIN) throw new Error('Opus kept a frame back, which real time does not allow.');
    FFmpegError.throwIfError(result, 'encoding sound');
    const { data } = packet;
    if (data === null) throw new Error('Opus gave a packet without bytes.');
    // Copied, because the packet's memory is reused.
    const copy = new Uint8Array(data);
    packet.unref();
    return copy;
  }

  /** Frees the codec's memory. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#packet.free();
    this.#frame.free();
    this.#context.freeContext();
  }
}
