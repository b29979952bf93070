import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestSchema } from '../shared/pack.ts';
import { type Picture, shrunkTo } from './pixels.ts';

/** Result of {@link readPicture}: rgb bytes in base64. */
export interface ReadPicture {
  width: number;
  height: number;
  base64: string;
}

/**
 * Reads the picture that a page's video shows now; undefined if there is none. `within` is a selector, such as `body` or a
 * half of a split screen. Runs in the page, so it cannot use anything from outside itself.
 */
export function readPicture(within: string): ReadPicture | undefined {
  const video = document.querySelector<HTMLVideoElement>(`${within} video[data-testid="view"]`);
  if (!video || video.videoWidth === 0 || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA)
    return undefined;
  const canvas = document.createElement('canvas');
  const { videoWidth: width, videoHeight: height } = video;
  Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d');
  if (!context) return undefined;
  context.drawImage(video, 0, 0);
  const pixels = context.getImageData(0, 0, width, height).data;
  let text = '';
  for (let i = 0; i < pixels.length; i += 4) text += String.fromCharCode(...pixels.subarray(i, i + 3));
  return { width, height, base64: btoa(text) };
}

const { view } = manifestSchema.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, '../models/arena/pack.json'), 'utf8')),
);

/** What was read, at most as large as the default pack's views: tests compare pictures of all sizes in that one. */
export function pictureOf({ width, height, base64 }: ReadPicture): Picture {
  const picture = { width, height, rgb: new Uint8Array(Buffer.from(base64, 'base64')) };
  return width > view.width ? shrunkTo(picture, view) : picture;
}
