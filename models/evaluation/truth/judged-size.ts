import type { PictureSize } from '../../../server/contracts/picture.ts';

/**
 * Width of the pictures that the judge's thresholds are given for, in pixels. A pixel of such a picture is a "measured
 * pixel". In a picture of another size, lengths in measured pixels grow with its width, and counts of them with its
 * area: a threshold means the same angle, and the same share of what a camera sees, in every size.
 */
const measuredWidth = 256;

/** Size of pictures that are judged. */
export interface JudgedSize extends PictureSize {
  /** Pixels for each measured pixel, along each side. */
  scale: number;
}

export function judgedSize({ width, height }: PictureSize): JudgedSize {
  return { width, height, scale: width / measuredWidth };
}
