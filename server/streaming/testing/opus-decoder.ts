import {
  AV_CHANNEL_ORDER_NATIVE,
  AV_CODEC_ID_OPUS,
  Codec,
  CodecContext,
  FFmpegError,
  Frame,
  Packet,
} from 'node-av';

/** Decodes Opus packets one by one, for tests of what listeners hear. */
export class OpusDecoder {
  readonly #context = new CodecContext();
  readonly #frame = new Frame();
  readonly #packet = new Packet();

  constructor() {
    const codec = Codec.findDecoder(AV_CODEC_ID_OPUS);
    if (codec === null) throw new Error('The FFmpeg of node-av has no Opus decoder.');
    this.#context.allocContext3(codec);
    this.#context.sampleRate = 48_000;
    this.#context.channelLayout = { nbChannels: 2, order: AV_CHANNEL_ORDER_NATIVE, mask: 3n };
    FFmpegError.throwIfError(this.#context.open2Sync(codec), 'opening Opus');
    this.#frame.alloc();
  }

  /**
   * Energy of the packet's left and right channel.
   *
   * @throws Error if the bytes are no Opus packet
   */
  energyOf(data: Uint8Array): [number, number] {
    this.#packet.alloc();
    this.#packet.data = Buffer.from(data);
    FFmpegError.throwIfError(this.#context.sendPacketSync(this.#packet), 'decoding');
    FFmpegError.throwIfError(this.#context.receiveFrameSync(this.#frame), 'decoding');
    // FFmpeg's own decoder returns planes of floats.
    const planes = this.#frame.data ?? [];
    const [left = 0, right = 0] = planes.map((plane) => {
      const samples = new Float32Array(
        plane.buffer.slice(plane.byteOffset, plane.byteOffset + 4 * this.#frame.nbSamples),
      );
      return samples.reduce((sum, value) => sum + value * value, 0);
    });
    return [left, right];
  }

  close(): void {
    this.#packet.free();
    this.#frame.free();
    this.#context.freeContext();
  }
}
