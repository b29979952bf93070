import sharp from 'sharp';
import { PackError } from '../pack/pack-error.ts';
import type { CaptureFrame } from './frames/capture-frame.ts';
import {
  type Orientation,
  orientationOf,
  swapsSides,
  turnPicture,
  uprightSize,
} from './frames/orientation.ts';
import type { Size } from './frames/size.ts';
import { undecodable } from './frames/undecodable.ts';

/**
 * The pictures of a frame, upright. Their sizes may differ, but they show the same area, so (u, v) scales
 * with the size.
 */
export interface FramePictures {
  /** uint8 [H, W, 3], sRGB. */
  colour: Plane<Uint8Array>;
  /** uint16 [H, W], steps of the capture's depth unit, 0 = unknown. */
  depth: Plane<Uint16Array>;
  /** uint8 [H, W], 0 = ignore the pixel. */
  mask: Plane<Uint8Array> | undefined;
  /** uint8 [H, W], above 0 = sky. */
  sky: Plane<Uint8Array> | undefined;
}

export interface Plane<T> {
  width: number;
  height: number;
  data: T;
}

/** Tolerance in pixels for the aspect ratios of a frame's pictures, after scaling. */
const shapeSlack = 1.5;
/** Alpha (of 255) below which a pixel is masked. */
const opaque = 128;

/**
 * Decodes the pictures of a frame, upright.
 *
 * @param shrink Factor (1 or more) by which the colours are downscaled with a filter, for views with fewer
 * pixels.
 * @throws PackError if a picture has the wrong size, aspect ratio or type
 */
export async function readPictures(frame: CaptureFrame, shrink: number): Promise<FramePictures> {
  const [{ colour, alpha }, depth, mask, sky] = await Promise.all([
    readColour(frame, shrink),
    readDepth(frame.depth, frame),
    frame.mask === undefined ? undefined : readMask(frame.mask, frame),
    frame.sky === undefined ? undefined : readMask(frame.sky, frame),
  ]);
  return { colour, depth, mask: mask && alpha ? both(mask, alpha) : (mask ?? alpha), sky };
}

/**
 * Size and orientation of a picture as stored.
 *
 * @throws PackError if the file is no single picture
 */
export async function storedPicture(file: string): Promise<{ size: Size; orientation: Orientation }> {
  return decode(file, async () => {
    const { width, height, orientation, pages = 1 } = await sharp(file).metadata();
    if (pages > 1) {
      const remedy = 'Save the one that belongs to the pose, as PNG or JPEG.';
      throw new PackError({ file, problem: `holds ${pages} pictures, one after the other`, remedy });
    }
    return { size: { width, height }, orientation: orientationOf(orientation) };
  });
}

async function readColour(
  { image, orientation, lens }: CaptureFrame,
  shrink: number,
): Promise<{ colour: Plane<Uint8Array>; alpha: Plane<Uint8Array> | undefined }> {
  return decode(image, async () => {
    const { hasAlpha } = await sharp(image).metadata();
    const picture = turnPicture(sharp(image), orientation).toColourspace('srgb');
    if (shrink > 1) {
      const size = [lens.width, lens.height].map((pixels) => Math.max(1, Math.round(pixels / shrink)));
      picture.resize(size[0], size[1], { fit: 'fill' });
    }
    const raw = picture.raw({ depth: 'uchar' });
    const { data, info } = await raw.clone().removeAlpha().toBuffer({ resolveWithObject: true });
    const { width, height } = info;
    const colour = { width, height, data: info.channels === 3 ? data : greyToRgb(data) };
    if (!hasAlpha) return { colour, alpha: undefined };
    const shown = await raw.clone().extractChannel('alpha').toBuffer();
    const alpha = { width, height, data: shown.map((value) => (value < opaque ? 0 : 255)) };
    return { colour, alpha: alpha.data.includes(0) ? alpha : undefined };
  });
}

async function readDepth(file: string, frame: CaptureFrame): Promise<Plane<Uint16Array>> {
  return decode(file, async () => {
    const { width, height, channels, depth, format, orientation } = await sharp(file).metadata();
    if (!['png', 'tiff'].includes(format) || depth !== 'ushort' || channels !== 1) {
      const problem = `is ${format} with ${channels} channels of type ${depth}`;
      const remedy = 'Write depth as a greyscale PNG of 16 bits, in millimetres (or see --depth-unit).';
      throw new PackError({ file, problem, remedy });
    }
    const turn = turnOf(file, { width, height }, orientationOf(orientation), frame);
    const upright = uprightSize({ width, height }, turn);
    const picture = turnPicture(sharp(file), turn).toColourspace('grey16');
    const bytes = await picture.raw({ depth: 'ushort' }).toBuffer();
    const data = new Uint16Array(width * height);
    new Uint8Array(data.buffer).set(bytes);
    if (!data.some((value) => value > 0)) {
      const remedy = 'Every pixel is 0, which means unknown: write depths, or take the frame out.';
      throw new PackError({ file, problem: 'holds no depth', remedy });
    }
    return { ...upright, data };
  });
}

async function readMask(file: string, frame: CaptureFrame): Promise<Plane<Uint8Array>> {
  return decode(file, async () => {
    const { width, height, orientation } = await sharp(file).metadata();
    const turn = turnOf(file, { width, height }, orientationOf(orientation), frame);
    const { data, info } = await turnPicture(sharp(file), turn)
      .removeAlpha()
      .greyscale()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data };
  });
}

/**
 * Orientation of a depth or mask so that it matches its upright image: by its own metadata, else as it is if
 * it has the upright image's aspect ratio, else as the image if it has the stored one's. Depth sensors have
 * fewer pixels than colour sensors, so only aspect ratios are compared.
 *
 * @throws PackError if no orientation fits
 */
function turnOf(
  file: string,
  size: Size,
  own: Orientation,
  { orientation, lens }: CaptureFrame,
): Orientation {
  const fits = (turn: Orientation) => {
    const { width, height } = uprightSize(size, turn);
    return Math.abs((width * lens.height) / lens.width - height) <= shapeSlack;
  };
  if (own !== 1 && fits(own)) return own;
  if (fits(orientation)) return orientation;
  if (fits(1)) return 1;
  const stored = uprightSize(lens, orientation);
  const turned = swapsSides(orientation)
    ? `, which is ${stored.width} x ${stored.height} before its EXIF orientation ${orientation} is heeded`
    : '';
  throw new PackError({
    file,
    problem: `is ${size.width} x ${size.height}, another shape than its image of ${lens.width} x ${lens.height}${turned}`,
    remedy: fits(6)
      ? 'It lies on its side: turn it as the image is turned.'
      : 'Crop or pad it, so that it shows what the image shows.',
  });
}

/** The intersection of two masks. */
function both(mask: Plane<Uint8Array>, { width, height, data }: Plane<Uint8Array>): Plane<Uint8Array> {
  const shown = data.map((value, i) => {
    const x = Math.floor((((i % width) + 0.5) * mask.width) / width);
    const y = Math.floor(((Math.floor(i / width) + 0.5) * mask.height) / height);
    return Math.min(value, mask.data[y * mask.width + x]);
  });
  return { width, height, data: shown };
}

function greyToRgb(grey: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: 3 * grey.length }, (_, i) => grey[Math.floor(i / 3)]);
}

async function decode<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw cause instanceof PackError ? cause : await undecodable(file, cause);
  }
}
