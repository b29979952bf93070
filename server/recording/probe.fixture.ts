import {
  AV_CODEC_ID_OPUS,
  AV_CODEC_ID_VP8,
  AVSEEK_FLAG_BACKWARD,
  FFmpegError,
  FormatContext,
  Packet,
} from 'node-av';
import { isSameSize, type PictureSize } from '../contracts/picture.ts';
import { OpusDecoder } from '../streaming/testing/opus-decoder.ts';
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
  /** Of the pictures, the mean brightness, 0 to 255. */
  brightness: number[];
  /** The sound, if the file has some: when each frame begins, milliseconds, and its energy. */
  sound: { codec: string; frames: { time: number; energy: number }[] } | undefined;
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
  const listener = new OpusDecoder();
  try {
    FFmpegError.throwIfError(await context.openInput(path), 'opening');
    FFmpegError.throwIfError(await context.findStreamInfo(), 'reading');
    const [stream, heard] = context.streams;
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
      brightness: [],
      sound: heard && {
        codec: heard.codecpar.codecId === AV_CODEC_ID_OPUS ? 'Opus' : String(heard.codecpar.codecId),
        frames: [],
      },
      sought: undefined,
    };
    // WebM has one unit of time for all tracks.
    const time = () => (Number(packet.pts) * num * 1000) / den;
    packet.alloc();
    for (; (await context.readFrame(packet)) >= 0; packet.unref()) {
      if (packet.streamIndex === heard?.index) {
        const [left, right] = packet.data === null ? [0, 0] : listener.energyOf(packet.data);
        found.sound?.frames.push({ time: time(), energy: left + right });
        continue;
      }
      found.packets.push({ time: time(), keyframe: packet.isKeyframe });
      if (packet.data === null) continue;
      const { width, height, i420 } = decoder.decode(packet.data);
      const luma = i420.subarray(0, width * height);
      found.brightness.push(luma.reduce((sum, value) => sum + value, 0) / luma.length);
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
    listener.close();
  }
}
