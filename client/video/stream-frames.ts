/** The stream whose frames are looked for, as WebRTC receives it. */
export interface FrameSource {
  readonly track: MediaStreamTrack;
  /** Frames that the browser decoded of this stream so far; undefined where it does not tell. */
  framesDecoded(): Promise<number | undefined>;
}

/** A frame of the stream that is, or is about to be, on the screen. Milliseconds on performance.now's clock. */
export interface StreamFrame {
  /** RTP timestamp (RFC 3550, section 5.1); undefined where the browser does not tell. */
  rtpTimestamp: number | undefined;
  /** Its last packet came. */
  receivedAt: number | undefined;
  /** It is, or will be, on the screen. */
  displayedAt: number;
}

/** What is needed of a video element; browsers older than the callback lack both methods. */
export type FrameVideo = Partial<
  Pick<HTMLVideoElement, 'requestVideoFrameCallback' | 'cancelVideoFrameCallback'>
>;

/** Milliseconds between questions to a browser that does not tell which frame it shows. */
export const statsInterval = 200;

/**
 * Calls `onFrame` for each frame of the stream that a video shows, and for nothing else: a video element also
 * paints frames of its own, such as the black one with which Chromium replaces the picture of a track that
 * ends, and the last frame once more when a hidden page is seen again. A frame of the stream has an RTP
 * timestamp that differs from the one before. Where the browser tells none, frames count while the number of
 * decoded ones grows (`framesDecoded` of RTCInboundRtpStreamStats). The returned function ends it.
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
  /** Of the newest frame. */
  #rtpTimestamp: number | undefined;
  /** Frames decoded when the browser was asked last, and when that was. */
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
    // A browser that has told RTP timestamps tells them of every frame of the stream.
    if (this.#rtpTimestamp === undefined) void this.ask(expectedDisplayTime);
  }

  /** Asks whether frames were decoded since the last time; at most every `statsInterval`. */
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
