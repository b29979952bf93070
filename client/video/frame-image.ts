/** Where the pixels of a frame come from: a video, or a frame of a recorded stream. */
export interface FrameImage {
  readonly source: TexImageSource;
  /** Pixels; zeros while there is no frame. Those of a video change with its stream at any time. */
  readonly width: number;
  readonly height: number;
}

/** The frame that a video shows at the time of each reading. */
export function imageOf(video: HTMLVideoElement): FrameImage {
  return {
    source: video,
    get width() {
      return video.videoWidth;
    },
    get height() {
      return video.videoHeight;
    },
  };
}
