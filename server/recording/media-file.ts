import type { VideoCodec } from '../contracts/picture-sink.ts';

/** A video track of a file. */
export interface VideoTrack {
  kind: 'video';
  codec: VideoCodec;
  /** Pixels of the first picture. Later ones may have another size, from a keyframe on: codecs carry it in each. */
  width: number;
  height: number;
  /** Nominal frame rate, pictures a second. */
  rate: number;
  /** Ticks of the track's clock per second. */
  clockRate: number;
}

/** A track of stereo sound. */
export interface AudioTrack {
  kind: 'audio';
  codec: 'Opus';
  /** Ticks of the track's clock per second. */
  clockRate: number;
}

export type Track = VideoTrack | AudioTrack;

/** One compressed picture, or one frame of sound. */
export interface MediaPacket {
  /** Index into the tracks with which the file was created. */
  track: number;
  data: Uint8Array;
  keyframe: boolean;
  /** Start since the beginning of the file, and duration, in ticks of the track's clock. Integers. */
  time: number;
  duration: number;
}

/** A media file that is being written. Calls must not overlap. All reject with an Error if the disk fails. */
export interface MediaFile {
  /** Bytes written so far. */
  readonly bytes: number;
  /** Adds a packet. Packets of one track come in the order of their times. */
  write(packet: MediaPacket): Promise<void>;
  /** Completes the file: writes its duration and an index of its keyframes. */
  finish(): Promise<void>;
  /** Releases the file, complete or not. Idempotent. */
  close(): Promise<void>;
}

/** Creates a file at `path` and writes its header. */
export type CreateMediaFile = (
  path: string,
  tracks: readonly [VideoTrack, ...AudioTrack[]],
) => Promise<MediaFile>;

/** Container of each codec: FFmpeg's name of it, the file extension and the media type. */
export const containers: Record<VideoCodec, { format: string; extension: string; type: string }> = {
  VP8: { format: 'webm', extension: 'webm', type: 'video/webm' },
};
