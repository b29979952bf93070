import {
  AV_CHANNEL_ORDER_NATIVE,
  AV_CODEC_ID_OPUS,
  AV_CODEC_ID_VP8,
  AV_PIX_FMT_YUV420P,
  type AVCodecID,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_VIDEO,
  Dictionary,
  FFmpegError,
  FormatContext,
  Packet,
  Rational,
  type Stream,
} from 'node-av';
import type { VideoCodec } from '../contracts/picture-sink.ts';
import { channels, frameLength, sampleRate } from '../sound/audio-format.ts';
import {
  type AudioTrack,
  containers,
  type MediaFile,
  type MediaPacket,
  type VideoTrack,
} from './media-file.ts';
import { opusHead, preSkip } from './opus-head.ts';

/** Milliseconds of a cluster, the unit in which a WebM file is written. A crash loses at most one. */
const clusterMilliseconds = 1_000;

const codecIds: Record<VideoCodec, AVCodecID> = { VP8: AV_CODEC_ID_VP8 };

/** A file written by FFmpeg's muxer. Every call that may block on the disk runs on libuv's thread pool. */
export class FfmpegFile implements MediaFile {
  readonly #context = new FormatContext();
  readonly #packet = new Packet();
  readonly #tracks: { stream: Stream; clock: Rational }[] = [];
  #open = false;
  #closed = false;
  /** Bytes handed to the operating system. A crash of this process does not lose them. */
  #flushed = 0;

  /** Creates the file and writes its header. The first track's codec determines the container. */
  static async create(path: string, tracks: readonly [VideoTrack, ...AudioTrack[]]): Promise<FfmpegFile> {
    const file = new FfmpegFile();
    try {
      await file.#begin(path, tracks);
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  get bytes(): number {
    return this.#open ? Number(this.#context.pbBytes) : 0;
  }

  async write({ track, data, keyframe, time, duration }: MediaPacket): Promise<void> {
    this.#requireOpen();
    const { stream, clock } = this.#tracks[track];
    const packet = this.#packet;
    packet.alloc();
    packet.data = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    packet.streamIndex = stream.index;
    packet.pts = BigInt(time);
    packet.dts = BigInt(time);
    packet.duration = BigInt(duration);
    packet.isKeyframe = keyframe;
    // The muxer chose its own time base when it wrote the header.
    packet.rescaleTs(clock, stream.timeBase);
    check(await this.#context.interleavedWriteFrame(packet), 'writing');
    await this.#flush();
  }

  async finish(): Promise<void> {
    this.#requireOpen();
    check(await this.#context.writeTrailer(), 'completing the file');
    await this.#context.flush();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#open) await this.#context.closeOutput();
    this.#open = false;
    this.#context.freeContext();
    this.#packet.free();
  }

  async #begin(path: string, tracks: readonly [VideoTrack, ...AudioTrack[]]): Promise<void> {
    const context = this.#context;
    check(context.allocOutputContext2(null, containers[tracks[0].codec].format, path), 'preparing');
    for (const track of tracks) {
      const stream = context.newStream(null);
      const clock = new Rational(1, track.clockRate);
      stream.timeBase = clock;
      if (track.kind === 'video') describeVideo(stream, track);
      else describeSound(stream);
      this.#tracks.push({ stream, clock });
    }
    check(await context.openOutput(), 'creating the file');
    this.#open = true;
    using muxing = Dictionary.fromObject({ cluster_time_limit: String(clusterMilliseconds) });
    check(await context.writeHeader(muxing), 'writing the header');
    await this.#flush();
  }

  /** FFmpeg's muxer writes each complete cluster to a buffer of 256 KiB. This empties the buffer. */
  async #flush(): Promise<void> {
    const { bytes } = this;
    if (bytes === this.#flushed) return;
    await this.#context.flush();
    this.#flushed = bytes;
  }

  #requireOpen(): void {
    if (!this.#open) throw new Error('The file is closed.');
  }
}

function describeVideo(stream: Stream, track: VideoTrack): void {
  const { codecpar } = stream;
  codecpar.codecType = AVMEDIA_TYPE_VIDEO;
  codecpar.codecId = codecIds[track.codec];
  codecpar.width = track.width;
  codecpar.height = track.height;
  codecpar.format = AV_PIX_FMT_YUV420P;
  stream.avgFrameRate = new Rational(track.rate, 1);
}

function describeSound({ codecpar }: Stream): void {
  codecpar.codecType = AVMEDIA_TYPE_AUDIO;
  codecpar.codecId = AV_CODEC_ID_OPUS;
  codecpar.sampleRate = sampleRate;
  codecpar.channelLayout = { nbChannels: channels, order: AV_CHANNEL_ORDER_NATIVE, mask: 3n };
  codecpar.frameSize = frameLength;
  codecpar.initialPadding = preSkip;
  codecpar.extradata = opusHead(channels);
}

function check(result: number, what: string): void {
  FFmpegError.throwIfError(result, what);
}
