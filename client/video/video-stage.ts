import { element } from '../dom/element.ts';

/** How the small picture is enlarged. */
export type Rendering = 'smooth' | 'pixelated';

export interface StageFrame {
  /** Session id of the player whose view it is. */
  view: string;
  /** Shows this frame now. */
  video: HTMLVideoElement;
  /** Undefined where the browser does not tell. */
  rtpTimestamp: number | undefined;
  /** Milliseconds on performance.now's clock at which its last packet came; undefined where unknown. */
  receivedAt: number | undefined;
  /** Milliseconds on performance.now's clock at which the frame is, or will be, on the screen. */
  displayedAt: number;
}

interface Layer {
  view: string;
  video: HTMLVideoElement;
  close(): void;
}

/**
 * The picture, as large as the window allows. When another view takes over, its video lies beneath
 * the former one until its first frame is there, so the picture never goes black in between.
 * `data-testid="view"` is on the video that is seen.
 */
export class VideoStage {
  readonly root: HTMLElement;
  readonly #onFrame: (frame: StageFrame) => void;
  #rendering: Rendering = 'smooth';
  #shown: Layer | undefined;
  #coming: Layer | undefined;

  constructor(onFrame: (frame: StageFrame) => void) {
    this.root = element('div', { class: 'stage' });
    this.#onFrame = onFrame;
  }

  /** Pixels of the picture itself; zeros before the first frame. */
  get size(): { width: number; height: number } {
    const video = this.#shown?.video;
    return { width: video?.videoWidth ?? 0, height: video?.videoHeight ?? 0 };
  }

  /** The view that is seen. */
  get view(): string | undefined {
    return this.#shown?.view;
  }

  set rendering(rendering: Rendering) {
    this.#rendering = rendering;
    this.root.dataset.rendering = rendering;
  }

  get rendering(): Rendering {
    return this.#rendering;
  }

  /**
   * Shows `track` as soon as its first frame is there. Resolves to true then, or to false when
   * another call replaced it before.
   */
  show(view: string, track: MediaStreamTrack, label: string): Promise<boolean> {
    this.#coming?.close();
    return new Promise((resolve) => {
      const video = element('video', { class: 'view', 'aria-label': label });
      video.muted = true;
      video.autoplay = true;
      video.playsInline = true;
      video.disablePictureInPicture = true;
      const layer: Layer = {
        view,
        video,
        close: () => {
          video.srcObject = null;
          video.remove();
          resolve(false);
        },
      };
      this.#coming = layer;
      const seen = () => {
        if (this.#coming !== layer) return;
        this.#coming = undefined;
        this.#shown?.close();
        this.#shown = layer;
        video.dataset.testid = 'view';
        resolve(true);
      };
      this.#follow(layer, seen);
      this.root.prepend(video);
      video.srcObject = new MediaStream([track]);
      // Muted video may start by itself; where it may not, the first click on the page starts it.
      video.play().catch(() => document.addEventListener('click', () => void video.play(), { once: true }));
    });
  }

  /** Draws the frame that is seen over the whole of a canvas; false while there is none. */
  copyTo(context: CanvasRenderingContext2D): boolean {
    const video = this.#shown?.video;
    if (video === undefined || video.videoWidth === 0) return false;
    context.drawImage(video, 0, 0, context.canvas.width, context.canvas.height);
    return true;
  }

  /** Takes every picture away. */
  clear(): void {
    this.#coming?.close();
    this.#shown?.close();
    this.#coming = undefined;
    this.#shown = undefined;
  }

  /** Calls `seen` at the first frame of a layer, and reports every frame of it while it is seen. */
  #follow(layer: Layer, seen: () => void): void {
    const { video } = layer;
    if (!('requestVideoFrameCallback' in video)) {
      const fallback: HTMLVideoElement = video;
      fallback.addEventListener('timeupdate', () => {
        seen();
        this.#onFrame({
          view: layer.view,
          video,
          rtpTimestamp: undefined,
          receivedAt: undefined,
          displayedAt: performance.now(),
        });
      });
      return;
    }
    const next: VideoFrameRequestCallback = (_now, metadata) => {
      if (video.srcObject === null) return;
      video.requestVideoFrameCallback(next);
      seen();
      this.#onFrame({
        view: layer.view,
        video,
        rtpTimestamp: metadata.rtpTimestamp,
        receivedAt: metadata.receiveTime,
        displayedAt: metadata.expectedDisplayTime,
      });
    };
    video.requestVideoFrameCallback(next);
  }
}
