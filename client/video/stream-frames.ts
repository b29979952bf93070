/** The WebRTC stream whose frames are detected. */
export interface FrameSource {
  readonly track: MediaStreamTrack;
  /** Number of frames of this stream that the browser has decoded; undefined if it does not tell. */
  framesDecoded(): Promise<number | undefined>;
}

/** A frame of the stream that is, or is about to be, displayed. Milliseconds on performance.now's clock. */
export interface StreamFrame {
  /** RTP timestamp (RFC 3550, section 5.1); undefined if the browser does not tell. */
  rtpTimestamp: number | undefined;
  /** When its last packet arrived. */
  receivedAt: number | undefined;
  /** When it is, or will be, displayed. */
  displayedAt: number;
}

/** The used properties of a video element; older browsers lack both methods of the frame callback. */
export type FrameVideo = Partial<
  Pick<HTMLVideoElement, 'requestVideoFrameCallback' | 'cancelVideoFrameCallback'>
>;

/** Milliseconds between polls in a browser that does not identify frames. */
export const statsInterval = 200;

/**
 * Calls `onFrame` for each displayed frame of the stream, and for nothing else. A video element also paints
 * frames of its own: Chromium replaces the picture of a track that ends with a black one, and repeats the
 * last frame when a hidden page becomes visible. A frame of the stream has an RTP timestamp that differs from
 * the one before. Without timestamps, frames count while the number of decoded ones grows (`framesDecoded` of
 * RTCInboundRtpStreamStats). The returned function stops it.
 */
export function followFrames(
  video: FrameVideo,
  source: FrameSource,
  onFrame: (frame: StreamFrame) => void,
): () => void {
  const follower = new FrameFollowing(source, onFrame);
  if (!video.requestVideoFrameCallback) {
    const timer = setInterval(() => void follower.ask(performance.now()), statsInterval);
    return () => {
      follower.end();
      clearInterval(timer);
    };
  }
  let request = 0;
  const next: VideoFrameRequestCallback = (_now, metadata) => {
    if (follower.ended) return;
    request = video.requestVideoFrameCallback?.(next) ?? 0;
    follower.presented(metadata);
  };
  request = video.requestVideoFrameCallback(next);
  return () => {
    follower.end();
    video.cancelVideoFrameCallback?.(request);
  };
}

class FrameFollowing {
  ended = false;
  readonly #source: FrameSource;
  readonly #onFrame: (frame: StreamFrame) => void;
  /** RTP timestamp of the newest frame. */
  #rtpTimestamp: number | undefined;
  /** Number of decoded frames at the last poll, and the time of that poll. */
  #decoded = 0;
  #askedAt = Number.NEGATIVE_INFINITY;
  #asking = false;

  constructor(source: FrameSource, onFrame: (frame: StreamFrame) => void) {
    this.#source = source;
    this.#onFrame = onFrame;
  }

  end(): void {
    this.ended = true;
  }

  /** The video shows another frame. */
  presented({ rtpTimestamp, receiveTime, expectedDisplayTime }: VideoFrameCallbackMetadata): void {
    if (rtpTimestamp !== undefined) {
      if (rtpTimestamp === this.#rtpTimestamp) return;
      this.#rtpTimestamp = rtpTimestamp;
      this.#tell({ rtpTimestamp, receivedAt: receiveTime, displayedAt: expectedDisplayTime });
      return;
    }
    // A browser that reported one RTP timestamp reports them for all frames of the stream.
    if (this.#rtpTimestamp === undefined) void this.ask(expectedDisplayTime);
  }

  /** Polls whether frames were decoded since the last time; at most every `statsInterval`. */
  async ask(displayedAt: number): Promise<void> {
    const now = performance.now();
    if (this.#asking || now - this.#askedAt < statsInterval) return;
    this.#asking = true;
    this.#askedAt = now;
    const decoded = await this.#source.framesDecoded().catch(() => undefined);
    this.#asking = false;
    if (decoded === undefined || decoded <= this.#decoded) return;
    this.#decoded = decoded;
    this.#tell({ rtpTimestamp: undefined, receivedAt: undefined, displayedAt });
  }

  #tell(frame: StreamFrame): void {
    if (!this.ended && this.#source.track.readyState === 'live') this.#onFrame(frame);
  }
}
