import type { Intrinsics } from '../../../shared/geometry/camera.ts';
import type { SeenFrame } from './latent-encoder.ts';

/** Pixels at each side that a pixel is the mean of. */
const radius = 4;

/** The same frame with means over 9 x 9 pixels, so that a rough motion already explains it better than a wrong one. */
export function blurredFrame(
  { rgb, inverseDepth }: SeenFrame,
  { width, height }: Pick<Intrinsics, 'width' | 'height'>,
): SeenFrame {
  const area = width * height;
  const blurred = new Uint8Array(rgb.length);
  for (let plane = 0; plane < rgb.length; plane += area) {
    blurred.set(boxed(rgb.subarray(plane, plane + area), width, height), plane);
  }
  return { rgb: blurred, inverseDepth: Uint16Array.from(boxed(inverseDepth, width, height)) };
}

/** Means of a plane: rows first, then columns; at its edges of what there is. */
function boxed(plane: Uint8Array | Uint16Array, width: number, height: number): Float64Array {
  const rows = new Float64Array(plane.length);
  for (let j = 0; j < height; j++) slide(plane, rows, j * width, 1, width);
  const both = new Float64Array(plane.length);
  for (let i = 0; i < width; i++) slide(rows, both, i, width, height);
  return both;
}

function slide(from: ArrayLike<number>, to: Float64Array, first: number, step: number, count: number): void {
  let sum = 0;
  let terms = 0;
  for (let i = -radius; i < count; i++) {
    if (i + radius < count) {
      sum += from[first + (i + radius) * step];
      terms++;
    }
    if (i - radius - 1 >= 0) {
      sum -= from[first + (i - radius - 1) * step];
      terms--;
    }
    if (i >= 0) to[first + i * step] = sum / terms;
  }
}
