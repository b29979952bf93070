import { PackError } from '../../pack/pack-error.ts';
import type { TransformMatrix } from '../transforms.ts';
import { mirrors, type Orientation, swapsSides, turnMatrix, uprightSize } from './orientation.ts';
import type { Size } from './size.ts';

/** A stored picture that may have an EXIF orientation, with the fields of its capture. */
export interface StoredFrame {
  /** Path of the picture, for messages. */
  path: string;
  orientation: Orientation;
  /** Size of the stored pixels. */
  size: Size;
  /** Picture size of the capture's intrinsics. Undefined if missing. */
  lensSize: Size | undefined;
  matrix: TransformMatrix;
}

/**
 * The picture that intrinsics or poses refer to. Programs that apply the EXIF orientation use the upright
 * picture, others the stored pixels. The file does not say which.
 */
export type PictureSide = 'upright' | 'stored';

/**
 * The picture that a frame's intrinsics refer to, by its size. Undefined if both fit.
 *
 * @throws PackError if neither fits
 */
export function lensSide({ path, orientation, size, lensSize }: StoredFrame): PictureSide | undefined {
  if (lensSize === undefined) return undefined;
  const upright = uprightSize(size, orientation);
  const fits = (other: Size) => other.width === lensSize.width && other.height === lensSize.height;
  if (fits(size) && fits(upright)) return undefined;
  if (fits(upright)) return 'upright';
  if (fits(size)) return 'stored';
  const found = `${size.width} x ${size.height}`;
  const turned = swapsSides(orientation)
    ? ` (${upright.width} x ${upright.height} when its EXIF orientation ${orientation} is heeded)`
    : '';
  throw new PackError({
    file: path,
    problem: `is ${found}${turned}, but its frame says ${lensSize.width} x ${lensSize.height}`,
    remedy: 'Correct w and h (and with them fl_x, fl_y, cx, cy), or the picture.',
  });
}

/** By how much the score of standing() must be better. */
const clearly = 0.5;

/**
 * The pictures that a capture's poses refer to, if the sizes do not show it. People hold cameras level in any
 * orientation, so for the right answer the mean of the cameras' up vectors is long and along the file's z
 * axis. Without a clear winner, stored pixels are assumed, because structure from motion ignores metadata.
 */
export function poseSide(frames: readonly StoredFrame[]): PictureSide {
  const turned = frames.filter(({ orientation }) => orientation !== 1 && !mirrors(orientation));
  const asWritten = levelness(turned.map(({ matrix }) => matrix));
  const asTurned = levelness(turned.map(({ matrix, orientation }) => turnMatrix(matrix, orientation)));
  return asWritten > asTurned + clearly ? 'upright' : 'stored';
}

/** How well the cameras' up vectors agree, 0 to 1, plus how well they match z, -1 to 1. */
function levelness(matrices: readonly TransformMatrix[]): number {
  const [x, y, z] = [0, 1, 2].map((row) => matrices.reduce((sum, matrix) => sum + matrix[row][1], 0));
  return (Math.hypot(x, y, z) + z) / Math.max(1, matrices.length);
}
