import sharp from 'sharp';
import { PackError } from '../pack/pack-error.ts';
import type { CaptureFrame, Lens } from './capture.ts';

/** The pictures of a frame. They may differ in size, but show the same: (u, v) scales with the size. */
export interface FramePictures {
  /** uint8 [H, W, 3], sRGB. */
  colour: Plane<Uint8Array>;
  /** uint16 [H, W], steps of the capture's depth unit, 0 = unknown. */
  depth: Plane<Uint16Array>;
  /** uint8 [H, W], 0 = not to be used. */
  mask: Plane<Uint8Array> | undefined;
  /** uint8 [H, W], over 0 = sky. */
  sky: Plane<Uint8Array> | undefined;
}

export interface Plane<T> {
  width: number;
  height: number;
  data: T;
}

/** Shares of a pixel by which two pictures of a frame may differ in shape, when scaled alike. */
const shapeSlack = 1.5;

/**
 * Decodes a frame. `shrink` (1 or more) is how many times smaller its colours may be read, with a
 * filter, for a view that has fewer pixels.
 * @throws PackError when a picture has another size, shape or type than it must have.
 */
export async function readPictures(frame: CaptureFrame, shrink: number): Promise<FramePictures> {
  const [colour, depth, mask, sky] = await Promise.all([
    readColour(frame.image, frame.lens, shrink),
    readDepth(frame.depth, frame.lens),
    frame.mask === undefined ? undefined : readMask(frame.mask, frame.lens),
    frame.sky === undefined ? undefined : readMask(frame.sky, frame.lens),
  ]);
  return { colour, depth, mask, sky };
}

/** Width and height of an image, pixels. Throws a PackError when it is none. */
export async function imageSize(file: string): Promise<{ width: number; height: number }> {
  return decode(file, async () => {
    const { width, height } = await sharp(file).metadata();
    return { width, height };
  });
}

async function readColour(file: string, lens: Lens, shrink: number): Promise<Plane<Uint8Array>> {
  return decode(file, async () => {
    const { width, height } = await sharp(file).metadata();
    if (width !== lens.width || height !== lens.height) {
      const remedy = 'Correct w and h (and with them fl_x, fl_y, cx, cy), or the picture.';
      const problem = `is ${width} x ${height}, but its frame says ${lens.width} x ${lens.height}`;
      throw new PackError({ file, problem, remedy });
    }
    const picture = sharp(file).removeAlpha().toColourspace('srgb');
    if (shrink > 1) picture.resize(Math.ceil(width / shrink), Math.ceil(height / shrink), { fit: 'fill' });
    const { data, info } = await picture.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data };
  });
}

async function readDepth(file: string, lens: Lens): Promise<Plane<Uint16Array>> {
  return decode(file, async () => {
    const { width, height, channels, depth, format } = await sharp(file).metadata();
    if (format !== 'png' || depth !== 'ushort' || channels !== 1) {
      const problem = `is ${format} with ${channels} channels of type ${depth}`;
      const remedy = 'Write depth as a greyscale PNG of 16 bits, in millimetres (or see --depth-unit).';
      throw new PackError({ file, problem, remedy });
    }
    checkShape(file, { width, height }, lens);
    const bytes = await sharp(file).toColourspace('grey16').raw({ depth: 'ushort' }).toBuffer();
    const data = new Uint16Array(width * height);
    new Uint8Array(data.buffer).set(bytes);
    if (!data.some((value) => value > 0)) {
      const remedy = 'Every pixel is 0, which means unknown: write depths, or take the frame out.';
      throw new PackError({ file, problem: 'holds no depth', remedy });
    }
    return { width, height, data };
  });
}

async function readMask(file: string, lens: Lens): Promise<Plane<Uint8Array>> {
  return decode(file, async () => {
    const { data, info } = await sharp(file)
      .removeAlpha()
      .greyscale()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    checkShape(file, info, lens);
    return { width: info.width, height: info.height, data };
  });
}

/** Depth sensors have fewer pixels than colour sensors; what counts is that both show the same. */
function checkShape(file: string, found: { width: number; height: number }, lens: Lens): void {
  const height = (found.width * lens.height) / lens.width;
  if (Math.abs(height - found.height) <= shapeSlack) return;
  const problem = `is ${found.width} x ${found.height}, another shape than its image of ${lens.width} x ${lens.height}`;
  throw new PackError({ file, problem, remedy: 'Crop or pad it, so that it shows what the image shows.' });
}

async function decode<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof PackError) throw cause;
    const problem = `cannot be decoded: ${(cause as Error).message}`;
    throw new PackError({ file, problem, remedy: 'Save the picture again, as PNG or JPEG.', cause });
  }
}
