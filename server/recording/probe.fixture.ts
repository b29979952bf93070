import { AV_CODEC_ID_VP8, AVSEEK_FLAG_BACKWARD, FFmpegError, FormatContext, Packet } from 'node-av';
import { isSameSize, type PictureSize } from '../contracts/picture.ts';
import { Vp8Decoder } from '../streaming/testing/vp8-decoder.ts';

/** What a player finds in a media file. */
export interface Probe {
  /** FFmpeg's name of the container. */
  format: string;
  streams: number;
  codec: string;
  width: number;
  height: number;
  /** Duration of the file by its header, milliseconds. */
  milliseconds: number;
  /** Pixels of the pictures themselves, one entry wherever they change. */
  sizes: PictureSize[];
  packets: { time: number; keyframe: boolean }[];
  /** Where the file's index leads for `seek`, milliseconds. */
  sought: number | undefined;
}

/**
 * Reads a file with FFmpeg's demuxer and decodes all of its pictures.
 *
 * @throws Error if either fails
 */
export async function probe(path: string, seek?: number): Promise<Probe> {
  const context = new FormatContext();
  const packet = new Packet();
  const decoder = new Vp8Decoder();
  try {
    FFmpegError.throwIfError(await context.openInput(path), 'opening');
    FFmpegError.throwIfError(await context.findStreamInfo(), 'reading');
    const [stream] = context.streams;
    const { num, den } = stream.timeBase;
    const found: Probe = {
      format: context.iformat?.name ?? '',
      streams: context.nbStreams,
      codec: stream.codecpar.codecId === AV_CODEC_ID_VP8 ? 'VP8' : String(stream.codecpar.codecId),
      width: stream.codecpar.width,
      height: stream.codecpar.height,
      milliseconds: Number(context.duration) / 1000,
      sizes: [],
      packets: [],
      sought: undefined,
    };
    const time = () => (Number(packet.pts) * num * 1000) / den;
    packet.alloc();
    for (; (await context.readFrame(packet)) >= 0; packet.unref()) {
      found.packets.push({ time: time(), keyframe: packet.isKeyframe });
      if (packet.data === null) continue;
      const { width, height } = decoder.decode(packet.data);
      const last = found.sizes.at(-1);
      if (!last || !isSameSize(last, { width, height })) found.sizes.push({ width, height });
    }
    if (seek !== undefined) {
      const wanted = BigInt(Math.round((seek * den) / (num * 1000)));
      FFmpegError.throwIfError(await context.seekFrame(0, wanted, AVSEEK_FLAG_BACKWARD), 'seeking');
      FFmpegError.throwIfError(await context.readFrame(packet), 'reading on');
      found.sought = time();
    }
    return found;
  } finally {
    await context.closeInput();
    packet.free();
    decoder.close();
  }
}
