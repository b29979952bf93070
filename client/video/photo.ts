import type { LookCompensation } from './look-compensation.ts';
import type { VideoStage } from './video-stage.ts';

/** The picture at one moment, in both sizes. */
export interface Photo {
  /** As the page shows it: in pixels of the screen, with the same scaling. */
  shown: HTMLCanvasElement;
  /** In the size of the frames. */
  own: HTMLCanvasElement;
}

/** Copies the displayed picture, with the rotation of look compensation; undefined if there is none. */
export function takePhoto(stage: VideoStage, look: LookCompensation | undefined): Photo | undefined {
  const { width, height } = stage.size;
  const { clientWidth, clientHeight } = stage.root;
  if (width === 0 || height === 0) return undefined;
  const scale = Math.min(clientWidth / width, clientHeight / height) * window.devicePixelRatio;
  const draw = (factor: number) => {
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(width * factor));
    canvas.height = Math.max(1, Math.round(height * factor));
    const context = canvas.getContext('2d', { alpha: false });
    if (context === null) return undefined;
    context.imageSmoothingEnabled = stage.rendering === 'smooth';
    context.imageSmoothingQuality = 'high';
    return look?.copyTo(context) || stage.copyTo(context) ? canvas : undefined;
  };
  const shown = draw(scale);
  const own = draw(1);
  return shown && own && { shown, own };
}

/** Downloads a canvas as a PNG file with this name. Throws if the browser cannot encode one. */
export async function savePng(canvas: HTMLCanvasElement, name: string): Promise<void> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob === null) throw new Error('The picture could not be made a PNG.');
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  // The link is outside the document, so that the router does not handle it.
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
