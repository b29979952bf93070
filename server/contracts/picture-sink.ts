import type { PictureSize } from './picture.ts';

/** What pictures can be compressed with. */
export type VideoCodec = 'VP8';

/** One compressed picture. */
export interface EncodedPicture {
  data: Uint8Array;
  /** It can be decoded without any picture before it. */
  keyframe: boolean;
  /** Its temporal layer, where there are two. No other picture is decoded from one of layer 1. */
  layer?: 0 | 1;
}

/** Takes what an encoder made, beside the viewers: a recording. It must neither wait nor throw. */
export interface PictureSink {
  /**
   * `ticks` tell when the world was as the picture shows. They count 90 kHz on the room's clock and only grow. The
   * picture's bytes are never changed.
   */
  picture(picture: EncodedPicture, ticks: number): void;
  /** The stream ended; nothing more comes. */
  streamEnded(): void;
}

/** A stream that can be listened to. */
export interface PictureSource {
  readonly codec: VideoCodec;
  /** Of the pictures now. They may have another size from any keyframe on. */
  readonly size: PictureSize;
  /** Gives every picture from the next one on to `sink`; what is returned ends that. */
  follow(sink: PictureSink): () => void;
  /** Makes one of the next pictures a keyframe. */
  requestKeyframe(): void;
}
