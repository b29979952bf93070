import { element } from '../dom/element.ts';
import { type FrameImage, imageOf } from './frame-image.ts';
import { type FrameSource, followFrames, type StreamFrame } from './stream-frames.ts';

/** How the small picture is scaled up. */
export type Rendering = 'smooth' | 'pixelated';

/** A frame of the displayed stream. */
export interface StageFrame extends StreamFrame {
  /** Session id of the player whose view it is. */
  view: string;
  /** Its pixels, while it is displayed. */
  image: FrameImage;
}

interface Layer {
  view: string;
  video: HTMLVideoElement;
  close(): void;
}

/**
 * The picture, scaled to the window. When another view takes over, its video lies beneath the former one
 * until the first frame of its stream is there, so the picture never goes black in between.
 * `data-testid="view"` is on the displayed video.
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

  /** Size of the frames in pixels; zeros before the first. */
  get size(): { width: number; height: number } {
    const video = this.#shown?.video;
    return { width: video?.videoWidth ?? 0, height: video?.videoHeight ?? 0 };
  }

  /** The displayed view. */
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
   * Shows a stream as soon as its first frame was decoded. Resolves to true then, or to false if another call
   * replaced it before.
   */
  show(view: string, source: FrameSource, label: string): Promise<boolean> {
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
          stop();
          video.srcObject = null;
          video.remove();
          resolve(false);
        },
      };
      this.#coming = layer;
      const stop = followFrames(video, source, (frame) => {
        if (this.#coming === layer) {
          this.#coming = undefined;
          this.#shown?.close();
          this.#shown = layer;
          video.dataset.testid = 'view';
          resolve(true);
        }
        this.#onFrame({ ...frame, view, image: imageOf(video) });
      });
      this.root.prepend(video);
      video.srcObject = new MediaStream([source.track]);
      // Muted video may autoplay. If the browser blocks that, the first click on the page starts it.
      video.play().catch(() => document.addEventListener('click', () => void video.play(), { once: true }));
    });
  }

  /** Draws the displayed frame over the whole of a canvas; false if there is none. */
  copyTo(context: CanvasRenderingContext2D): boolean {
    const video = this.#shown?.video;
    if (video === undefined || video.videoWidth === 0) return false;
    context.drawImage(video, 0, 0, context.canvas.width, context.canvas.height);
    return true;
  }

  /** Removes all pictures. */
  clear(): void {
    this.#coming?.close();
    this.#shown?.close();
    this.#coming = undefined;
    this.#shown = undefined;
  }
}
