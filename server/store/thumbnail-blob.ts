import sharp from 'sharp';
import type { Picture } from '../contracts/picture.ts';
import { interleaved } from '../generation/interleaved.ts';

/** Width of a picture of a saved moment, and its WebP quality of 100. */
const width = 192;
const quality = 70;

/** A small WebP picture, for lists of moments. */
export function encodeThumbnail(picture: Picture): Promise<Uint8Array> {
  return sharp(interleaved(picture.rgb), {
    raw: { width: picture.width, height: picture.height, channels: 3 },
  })
    .resize({ width })
    .webp({ quality })
    .toBuffer();
}
