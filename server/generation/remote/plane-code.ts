import { inflateSync } from 'node:zlib';
import type { Picture, PictureSize } from '../../contracts/picture.ts';
import { KServeError } from './kserve-error.ts';

/** The planes of a view, which {@link decodePlanes} fills. P pixels. */
export interface CodedPlanes {
  /** [3, H, W]. */
  rgb: Uint8Array;
  /** uint16 [H, W]. */
  inverseDepth: Uint16Array;
  /** uint8 [H, W]. */
  entity: Uint8Array;
  confidence: Uint8Array;
  coverage: Uint8Array;
}

/** Further pictures of a view, in shared memory. */
export interface FurtherPictures {
  /** [3, H, W], what people are shown instead of `rgb`. */
  shown?: Uint8Array<SharedArrayBuffer>;
  /** Both with more pixels. */
  fine?: Picture;
  fineShown?: Picture;
}

/**
 * Reads the planes of a drawn view from the stream that a server of views makes of them (plane_code.py): predicted from
 * their neighbours and compressed without loss, to about a fifth. Zeros may follow the stream, which ends itself.
 *
 * @param width Pixels of a row.
 * @param larger The size that was asked for, if that is larger. A server that cannot enlarge sends no such picture.
 * @returns What else there is of the view: `shown` if it was relit
 * @throws KServeError if it is not such a stream, or not of so many pixels
 */
export function decodePlanes(
  stream: Uint8Array,
  width: number,
  planes: CodedPlanes,
  larger?: PictureSize,
): FurtherPictures {
  const pixels = planes.inverseDepth.length;
  const fine = larger === undefined ? 0 : 3 * larger.width * larger.height;
  const left = inflated(stream, 11 * pixels + 2 * fine);
  const beyond = left.length - 8 * pixels;
  const isLarger = fine > 0 && (beyond === fine || beyond === 3 * pixels + 2 * fine);
  const isRelit = beyond === 3 * pixels + (isLarger ? 2 * fine : 0);
  if (beyond !== 0 && !isLarger && !isRelit) {
    throw new KServeError('refused', `the server answered with ${left.length} bytes for ${pixels} pixels`);
  }
  const part = (from: number, length: number) => left.subarray(from * pixels, (from + length) * pixels);
  readColours(part(0, 3), width, planes.rgb);
  readDepth(part(3, 2), width, planes.inverseDepth);
  readMask(part(5, 1), width, planes.entity);
  readMask(part(6, 1), width, planes.confidence);
  readMask(part(7, 1), width, planes.coverage);
  const further: FurtherPictures = {};
  let at = 8 * pixels;
  const picture = (columns: number, length: number) => {
    const rgb = new Uint8Array(new SharedArrayBuffer(length));
    readColours(left.subarray(at, at + length), columns, rgb);
    at += length;
    return rgb;
  };
  if (isRelit) further.shown = picture(width, 3 * pixels);
  if (larger !== undefined && isLarger) {
    further.fine = { ...larger, rgb: picture(larger.width, fine) };
    if (isRelit) further.fineShown = { ...larger, rgb: picture(larger.width, fine) };
  }
  return further;
}

function inflated(stream: Uint8Array, most: number): Uint8Array {
  try {
    return inflateSync(stream, { maxOutputLength: most });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new KServeError('refused', `the planes of a view cannot be read: ${reason}`, error);
  }
}

/** Green, and red and blue as differences to it. */
function readColours(left: Uint8Array, width: number, rgb: Uint8Array): void {
  const pixels = rgb.length / 3;
  const green = rgb.subarray(pixels, 2 * pixels);
  readSlopes(left.subarray(0, pixels), width, green);
  for (const [channel, from] of [
    [0, 1],
    [2, 2],
  ]) {
    const plane = rgb.subarray(channel * pixels, (channel + 1) * pixels);
    readSlopes(left.subarray(from * pixels, (from + 1) * pixels), width, plane);
    for (let at = 0; at < pixels; at++) plane[at] += green[at];
  }
}

/** Adds what is left to left + above - above left. */
function readSlopes(left: Uint8Array, width: number, plane: Uint8Array): void {
  let across = 0;
  for (let at = 0; at < plane.length; at++) {
    if (at % width === 0) across = 0;
    across += left[at];
    plane[at] = at < width ? across : across + plane[at - width];
  }
}

/** The same of 16 bits, with high bytes first and the sign in the lowest bit. */
function readDepth(left: Uint8Array, width: number, plane: Uint16Array): void {
  let across = 0;
  for (let at = 0; at < plane.length; at++) {
    if (at % width === 0) across = 0;
    const folded = (left[at] << 8) | left[plane.length + at];
    across += (folded >>> 1) ^ -(folded & 1);
    plane[at] = at < width ? across : across + plane[at - width];
  }
}

/** Adds what is left to the pixel above. */
function readMask(left: Uint8Array, width: number, plane: Uint8Array): void {
  plane.set(left.subarray(0, width));
  for (let at = width; at < plane.length; at++) plane[at] = left[at] + plane[at - width];
}
