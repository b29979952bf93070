/** What a page showed at one moment. */
export interface WatchedPicture {
  /** The canvas that look compensation draws, or the video itself. */
  from: 'canvas' | 'video';
  /** Pixels of the video's frame. */
  width: number;
  height: number;
  /** RGB in `columns` x `rows` cells of the picture, row by row. */
  cells: number[];
}

/** Cells into which pictures are shrunk. */
export const watchedCells = { columns: 32, rows: 18 } as const;

/** A frame of the stream: its width in pixels, and when the page had it, in milliseconds. */
export interface WatchedFrame {
  at: number;
  width: number;
}

export interface PictureWatch {
  /** Everything that was seen since the last call. */
  take(): { pictures: WatchedPicture[]; frames: WatchedFrame[] };
}

declare global {
  interface Window {
    pictureWatch?: PictureWatch;
  }
}

/**
 * Looks at the picture with every frame of the screen: at the canvas of look compensation whenever that is drawn, as its
 * drawing buffer cannot be read later, and at the video where that is seen. Reading costs a busy machine much, so it is
 * done rarely when the size has not changed for a while. Runs in a page before its own code, so it can use nothing from
 * outside of itself.
 */
export function installPictureWatch(): void {
  const columns = 32;
  const rows = 18;
  let pictures: WatchedPicture[] = [];
  let frames: WatchedFrame[] = [];
  window.pictureWatch = {
    take() {
      const taken = { pictures, frames };
      pictures = [];
      // The next frame may have another size already; that is seen beside the last one.
      frames = frames.slice(-1);
      return taken;
    },
  };
  const context = new OffscreenCanvas(columns, rows).getContext('2d', { willReadFrequently: true });
  const video = () => document.querySelector<HTMLVideoElement>('video[data-testid="view"]');
  /** Milliseconds for which every picture is read after a change of size, and of the others one in so many. */
  const near = 700;
  const rarely = 12;
  let last = { width: 0, changedAt: 0 };
  let looks = 0;
  const look = (from: WatchedPicture['from'], source: CanvasImageSource) => {
    const { videoWidth: width = 0, videoHeight: height = 0 } = video() ?? {};
    if (!context || width === 0) return;
    const now = performance.now();
    if (width !== last.width) last = { width, changedAt: now };
    if (now - last.changedAt > near && looks++ % rarely !== 0) return;
    context.drawImage(source, 0, 0, columns, rows);
    const pixels = context.getImageData(0, 0, columns, rows).data;
    const cells: number[] = [];
    for (let i = 0; i < pixels.length; i += 4) cells.push(pixels[i], pixels[i + 1], pixels[i + 2]);
    pictures.push({ from, width, height, cells });
  };

  const draw = WebGL2RenderingContext.prototype.drawArrays;
  WebGL2RenderingContext.prototype.drawArrays = function (mode, first, count) {
    draw.call(this, mode, first, count);
    if (this.canvas instanceof HTMLCanvasElement && !this.canvas.hidden) look('canvas', this.canvas);
  };

  let followed: HTMLVideoElement | undefined;
  const refresh = () => {
    requestAnimationFrame(refresh);
    const seen = video();
    if (!seen) return;
    const canvas = document.querySelector<HTMLCanvasElement>('.stage canvas');
    if (canvas === null || canvas.hidden) look('video', seen);
    if (seen === followed) return;
    followed = seen;
    const next: VideoFrameRequestCallback = (at, { width }) => {
      frames.push({ at, width });
      if (seen === followed) seen.requestVideoFrameCallback(next);
    };
    seen.requestVideoFrameCallback(next);
  };
  requestAnimationFrame(refresh);
}
