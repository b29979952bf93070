import type { LookCompensation } from './look-compensation.ts';
import type { VideoStage } from './video-stage.ts';

/** One moment of the picture, in both sizes. */
export interface Photo {
  /** As large as the page shows it, in pixels of the screen, and enlarged in the same way. */
  shown: HTMLCanvasElement;
  /** In the size in which it was painted. */
  own: HTMLCanvasElement;
}

/** Takes the picture that is on the screen, turned as it is there; undefined while there is none. */
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

/** Hands a canvas to the browser as a PNG file of this name. Throws when the browser cannot make one. */
export async function savePng(canvas: HTMLCanvasElement, name: string): Promise<void> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob === null) throw new Error('The picture could not be made a PNG.');
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  // Not in the document, so that the pages' own links do not take it for one of theirs.
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
