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
/** Front left and front right, bits of FFmpeg's channel mask. */
const stereo = { nbChannels: channels, order: AV_CHANNEL_ORDER_NATIVE, mask: 3n };
const opusOptions = { application: 'audio', frame_duration: '20', vbr: 'on', compression_level: '5' };

// The frame that the encoder looks ahead to is dropped at its end, which it reports each time.
Log.setLevel(AV_LOG_ERROR);

/** Opus by libopus in FFmpeg: every frame that goes in comes out at once, as one packet. */
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
    // As in Vp8Encoder: not as open2Sync's second argument.
    for (const [name, value] of Object.entries(opusOptions)) {
      FFmpegError.throwIfError(context.setOption(name, value), `setting ${name}`);
    }
    FFmpegError.throwIfError(context.open2Sync(codec), 'opening Opus');
    this.#frame.alloc();
    this.#packet.alloc();
  }

  /** Compresses one frame [frameLength, 2]. Throws a RangeError for another length, or when the codec refuses. */
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
    // The packet's memory is used again.
    const copy = new Uint8Array(data);
    packet.unref();
    return copy;
  }

  /** Frees what the codec holds. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#packet.free();
    this.#frame.free();
    this.#context.freeContext();
  }
}
