import type { VideoCodec } from '../contracts/picture-sink.ts';

/** A track of pictures. */
export interface VideoTrack {
  kind: 'video';
  codec: VideoCodec;
  /** Pixels of the first picture. Later ones may have another size, from a keyframe on: codecs carry it in each. */
  width: number;
  height: number;
  /** Pictures a second, as they are meant to come. */
  rate: number;
  /** Ticks of the track's clock in a second. */
  clockRate: number;
}

/** What a file can hold; tracks of another kind become further members. */
export type Track = VideoTrack;

/** One piece of a track: a compressed picture. */
export interface Sample {
  /** Index into the tracks that the file was made with. */
  track: number;
  data: Uint8Array;
  keyframe: boolean;
  /** Ticks of the track's clock since the file began, and for how long it is shown; integers. */
  time: number;
  duration: number;
}

/**
 * A media file that is being written. Calls must not overlap: each waits for the one before. All
 * reject with an Error when the disk fails.
 */
export interface MediaFile {
  /** Bytes written so far. */
  readonly bytes: number;
  /** Adds a sample. Those of one track come in the order of their times. */
  write(sample: Sample): Promise<void>;
  /** Writes what makes the file complete: its length, and an index of its keyframes. */
  finish(): Promise<void>;
  /** Lets go of the file, complete or not. Idempotent. */
  close(): Promise<void>;
}

/** Makes a file at `path` and writes its header. */
export type CreateMediaFile = (path: string, tracks: readonly Track[]) => Promise<MediaFile>;

/** What a codec's recordings are: FFmpeg's name of the container, the file's ending and its media type. */
export const containers: Record<VideoCodec, { format: string; extension: string; type: string }> = {
  VP8: { format: 'webm', extension: 'webm', type: 'video/webm' },
};
