import { AV_CODEC_ID_VP8, Codec, CodecContext, FFmpegError, Frame, Packet } from 'node-av';

/** Decodes VP8 frames one by one, for tests of what viewers see. */
export class Vp8Decoder {
  readonly #context = new CodecContext();
  readonly #frame = new Frame();
  readonly #packet = new Packet();

  constructor() {
    const codec = Codec.findDecoder(AV_CODEC_ID_VP8);
    if (codec === null) throw new Error('The FFmpeg of node-av has no VP8 decoder.');
    this.#context.allocContext3(codec);
    this.#context.threadCount = 1;
    FFmpegError.throwIfError(this.#context.open2Sync(codec), 'opening VP8');
    this.#frame.alloc();
  }

  /**
   * Returns the picture as I420.
   *
   * @throws Error if the bytes are no frame or the frame's keyframe is missing
   */
  decode(frame: Uint8Array): { width: number; height: number; i420: Uint8Array } {
    this.#packet.alloc();
    this.#packet.data = Buffer.from(frame);
    FFmpegError.throwIfError(this.#context.sendPacketSync(this.#packet), 'decoding');
    FFmpegError.throwIfError(this.#context.receiveFrameSync(this.#frame), 'decoding');
    const { width, height } = this.#frame;
    return { width, height, i420: new Uint8Array(this.#frame.toBuffer()) };
  }

  close(): void {
    this.#packet.free();
    this.#frame.free();
    this.#context.freeContext();
  }
}
