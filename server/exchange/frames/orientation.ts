import type { Sharp } from 'sharp';
import type { TransformMatrix } from '../transforms.ts';
import type { Lens } from './lens.ts';
import type { Size } from './size.ts';

/**
 * Orientation of a picture's stored pixels: the values of the EXIF tag Orientation (EXIF 2.32, tag 0x0112).
 * 2, 4, 5 and 7 mirror. 5 to 8 swap width and height.
 */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** Rows of the matrix from stored to upright image directions. x right, y down. */
const turns: Readonly<Record<Orientation, readonly [number, number, number, number]>> = {
  1: [1, 0, 0, 1],
  2: [-1, 0, 0, 1],
  3: [-1, 0, 0, -1],
  4: [1, 0, 0, -1],
  5: [0, 1, 1, 0],
  6: [0, -1, 1, 0],
  7: [0, -1, -1, 0],
  8: [0, 1, -1, 0],
};

/** The orientation in a picture's metadata. 1 if it is missing or invalid. */
export function orientationOf(tag: number | undefined): Orientation {
  const found = Object.keys(turns)
    .map(Number)
    .indexOf(tag ?? 1);
  return found < 0 ? 1 : ((found + 1) as Orientation);
}

export function swapsSides(orientation: Orientation): boolean {
  return orientation >= 5;
}

/**
 * Whether the orientation mirrors. Cameras do not take mirrored pictures, so the stored pixels of such a
 * picture have no pose.
 */
export function mirrors(orientation: Orientation): boolean {
  const [a, b, c, d] = turns[orientation];
  return a * d - b * c < 0;
}

export function uprightSize({ width, height }: Size, orientation: Orientation): Size {
  return swapsSides(orientation) ? { width: height, height: width } : { width, height };
}

/** Turns the picture upright. sharp always mirrors before it rotates, whatever the order of the calls. */
export function turnPicture(picture: Sharp, orientation: Orientation): Sharp {
  switch (orientation) {
    case 1:
      return picture;
    case 2:
      return picture.flop();
    case 3:
      return picture.rotate(180);
    case 4:
      return picture.flip();
    case 5:
      return picture.flop().rotate(270);
    case 6:
      return picture.rotate(90);
    case 7:
      return picture.flop().rotate(90);
    case 8:
      return picture.rotate(270);
  }
}

/** The lens of the upright picture, from that of the stored pixels. */
export function turnLens(lens: Lens, orientation: Orientation): Lens {
  const [a, b, c, d] = turns[orientation];
  const { width, height } = uprightSize(lens, orientation);
  const [k1, k2, k3, p1, p2] = lens.distortion;
  const x = lens.centreX - lens.width / 2;
  const y = lens.centreY - lens.height / 2;
  const swaps = swapsSides(orientation);
  return {
    width,
    height,
    focalX: swaps ? lens.focalY : lens.focalX,
    focalY: swaps ? lens.focalX : lens.focalY,
    centreX: a * x + b * y + width / 2,
    centreY: c * x + d * y + height / 2,
    // With q = (p2, p1), tangential distortion is 2 (q . x) x + r^2 q, so q turns like a direction.
    distortion: [k1, k2, k3, c * p2 + d * p1, a * p2 + b * p1],
  };
}

/**
 * The pose of the upright picture, from that of the stored pixels. Only for orientations that do not mirror.
 */
export function turnMatrix(matrix: TransformMatrix, orientation: Orientation): TransformMatrix {
  const [a, b, c, d] = turns[orientation];
  // The matrix's columns are right, up and back. Down is minus up.
  const row = ([right, up, back, position]: TransformMatrix[number]): TransformMatrix[number] => [
    a * right - b * up,
    d * up - c * right,
    back,
    position,
  ];
  const [x, y, z, last] = matrix;
  return [row(x), row(y), row(z), last];
}
