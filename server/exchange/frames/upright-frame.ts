import { PackError } from '../../pack/pack-error.ts';
import type { TransformMatrix } from '../transforms.ts';
import { mirrors, type Orientation, swapsSides, turnMatrix, uprightSize } from './orientation.ts';
import type { Size } from './size.ts';

/** A picture whose metadata may say that it has to be turned, with what its capture says of it. */
export interface StoredFrame {
  /** Of the picture, for messages. */
  path: string;
  orientation: Orientation;
  /** Of the pixels as they are stored. */
  size: Size;
  /** What the capture's intrinsics are for; undefined when it does not say. */
  lensSize: Size | undefined;
  matrix: TransformMatrix;
}

/**
 * Which picture intrinsics or poses are of. Programs that heed the EXIF orientation take the upright
 * picture, and the others its stored pixels; neither says so in the file.
 */
export type PictureSide = 'upright' | 'stored';

/**
 * The picture that a frame's intrinsics are for, by its size; undefined when both would fit.
 * @throws PackError when neither does.
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

/** By so much more (lengths and heights of unit vectors, added) must the cameras stand upright. */
const clearly = 0.5;

/**
 * Which pictures the poses of a capture are of, where sizes do not tell. People hold their cameras
 * level however they turn them, so the mean of the cameras' up is long, and along the file's z, for
 * the right answer. The stored pixels when neither answer is clearly better, because structure from
 * motion reads pictures without their metadata.
 */
export function poseSide(frames: readonly StoredFrame[]): PictureSide {
  const turned = frames.filter(({ orientation }) => orientation !== 1 && !mirrors(orientation));
  const asWritten = standing(turned.map(({ matrix }) => matrix));
  const asTurned = standing(turned.map(({ matrix, orientation }) => turnMatrix(matrix, orientation)));
  return asWritten > asTurned + clearly ? 'upright' : 'stored';
}

/** How well cameras agree on what is up, 0 to 1, and how much that is z, -1 to 1; added. */
function standing(matrices: readonly TransformMatrix[]): number {
  const [x, y, z] = [0, 1, 2].map((row) => matrices.reduce((sum, matrix) => sum + matrix[row][1], 0));
  return (Math.hypot(x, y, z) + z) / Math.max(1, matrices.length);
}
