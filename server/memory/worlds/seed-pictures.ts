import { join } from 'node:path';
import sharp from 'sharp';
import { PackError } from '../../pack/pack-error.ts';
import type { PackFiles } from '../../pack/pack-files.ts';

/** Pixels. */
export interface ViewSize {
  width: number;
  height: number;
}

/** A picture of a world seed: its path among the files, and the field of seed.json that names it. */
export interface SeedPicture {
  name: string;
  field: string;
  /** Colours, or inverse depth codes. */
  kind: 'image' | 'depth';
}

/** Size limit of a picture's file in bytes. The largest views need far less even without compression. */
const largestPicture = 32 * 2 ** 20;
/** WebP quality of 100. Lower for fine pictures, because loss is less visible with more pixels. */
const quality = { view: 90, fine: 74 };
const rewrite = 'Write the world seed again.';
/** Formats that are decoded, by their first bytes. Decoders of other formats could open further files. */
const formats = [
  { name: 'png', matches: (bytes: Buffer) => bytes.readUInt32BE(0) === 0x89504e47 },
  {
    name: 'webp',
    matches: (bytes: Buffer) =>
      bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP',
  },
] as const;

/** A picture's file and its size in pixels. */
export interface ReadPicture extends ViewSize {
  bytes: Buffer;
}

/** Limit of an image's size along each side, as a multiple of the view's. The multiple must be whole. */
const largestScale = 4;

/**
 * Reads a picture's bytes. Checks format and size by its header, without decoding it. An image may have a
 * whole multiple of the size `view`.
 *
 * @throws PackError that names the file, the field and the remedy
 */
export async function readPicture(
  files: PackFiles,
  picture: SeedPicture,
  view: ViewSize,
): Promise<ReadPicture> {
  const { name, field, kind } = picture;
  const bytes = await files.read(name, largestPicture, { field, remedy: rewrite });
  const fault = (problem: string, remedy: string, cause?: unknown) =>
    new PackError({ file: join(files.root, name), field, problem, remedy, cause });
  const format = bytes.length < 12 ? undefined : formats.find(({ matches }) => matches(bytes))?.name;
  if (format === undefined) {
    throw fault('cannot be decoded: it is neither a PNG nor a WebP file', rewrite);
  }
  const found = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch((cause: Error) => {
      throw fault(`cannot be decoded: ${cause.message}`, rewrite, cause);
    });
  if (kind === 'depth' && (format !== 'png' || found.depth !== 'ushort' || found.channels !== 1)) {
    const problem = `is a ${format} with ${found.channels} channels of type ${found.depth}`;
    throw fault(problem, 'Write inverse depth as a greyscale PNG of 16 bits.');
  }
  const { width, height } = found;
  const scale = width / view.width;
  const fits = kind === 'depth' ? scale === 1 : Number.isInteger(scale) && scale <= largestScale;
  if (!fits || height !== scale * view.height) {
    const larger = kind === 'depth' ? '' : `, or two to ${largestScale} times as many pixels along each side`;
    throw fault(`is ${width} x ${height}`, `The pack's views need ${view.width} x ${view.height}${larger}.`);
  }
  return { bytes, width, height };
}

/**
 * Decodes the bytes of {@link readPicture} to planar RGB [3, H, W] in the picture's own size.
 *
 * @throws PackError if they cannot be decoded
 */
export async function decodeImage(
  picture: ReadPicture,
  fault: PictureFault,
): Promise<Uint8Array<SharedArrayBuffer>> {
  const pixels = picture.width * picture.height;
  const data = await decodedPixels(picture, 'image', fault);
  const planar = new Uint8Array(new SharedArrayBuffer(3 * pixels));
  for (let i = 0; i < pixels; i++) {
    planar[i] = data[3 * i];
    planar[pixels + i] = data[3 * i + 1];
    planar[2 * pixels + i] = data[3 * i + 2];
  }
  return planar;
}

/**
 * Decodes the bytes of {@link readPicture} to inverse depth codes [H, W].
 *
 * @throws PackError if they cannot be decoded
 */
export async function decodeDepth(
  picture: ReadPicture,
  fault: PictureFault,
): Promise<Uint16Array<SharedArrayBuffer>> {
  const data = await decodedPixels(picture, 'depth', fault);
  const codes = new Uint16Array(new SharedArrayBuffer(2 * picture.width * picture.height));
  new Uint8Array(codes.buffer).set(data);
  return codes;
}

/** The file and field that errors about a picture name. */
export interface PictureFault {
  file: string;
  field: string;
}

/**
 * The values of a picture as they are decoded, pixel by pixel. Cheap for who only wants to know whether they can be.
 *
 * @throws PackError if they cannot be decoded
 */
export function decodedPixels(
  { bytes, width, height }: ReadPicture,
  kind: SeedPicture['kind'],
  fault: PictureFault,
): Promise<Buffer> {
  const pixels = width * height;
  const picture = sharp(bytes, { limitInputPixels: pixels });
  if (kind === 'image') {
    return decoded(fault, 3 * pixels, () =>
      picture.removeAlpha().toColourspace('srgb').raw({ depth: 'uchar' }).toBuffer(),
    );
  }
  return decoded(fault, 2 * pixels, () =>
    picture.toColourspace('grey16').raw({ depth: 'ushort' }).toBuffer(),
  );
}

async function decoded(fault: PictureFault, length: number, read: () => Promise<Buffer>): Promise<Buffer> {
  const data = await read().catch((cause: Error) => {
    throw new PackError({ ...fault, problem: `cannot be decoded: ${cause.message}`, remedy: rewrite, cause });
  });
  if (data.length === length) return data;
  const problem = `decodes to ${data.length} bytes instead of ${length}`;
  throw new PackError({ ...fault, problem, remedy: rewrite });
}

/** Encodes planar RGB [3, H, W] as WebP, enlarged to the next whole multiple of the view's size if it is none. */
export function encodeImage(
  { rgb, width, height }: ViewSize & { rgb: Uint8Array },
  view: ViewSize,
): Promise<Buffer> {
  const pixels = width * height;
  const interleaved = Buffer.allocUnsafe(3 * pixels);
  for (let i = 0; i < pixels; i++) {
    interleaved[3 * i] = rgb[i];
    interleaved[3 * i + 1] = rgb[pixels + i];
    interleaved[3 * i + 2] = rgb[2 * pixels + i];
  }
  const scale = Math.ceil(width / view.width);
  return sharp(interleaved, { raw: { width, height, channels: 3 } })
    .resize(scale * view.width, scale * view.height)
    .webp({ quality: width > view.width ? quality.fine : quality.view, smartSubsample: true, effort: 5 })
    .toBuffer();
}

/** Encodes inverse depth codes [H, W] as a 16-bit greyscale PNG. */
export function encodeDepth(codes: Uint16Array, { width, height }: ViewSize): Promise<Buffer> {
  // sharp derives the input type from the typed array, which must not use shared memory.
  return sharp(Uint16Array.from(codes), { raw: { width, height, channels: 1 } })
    .toColourspace('grey16')
    .png({ compressionLevel: 9, adaptiveFiltering: true })
    .toBuffer();
}
