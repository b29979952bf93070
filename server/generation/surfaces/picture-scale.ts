import type { PictureSize } from '../../contracts/picture.ts';
import { allocateFound, type FoundSurfaces } from './surface-finder.ts';

/** A plane [H, W] for a larger picture: each of its pixels is what the pixel that it lies in is. */
export function enlarged(plane: Float32Array, from: PictureSize, to: PictureSize): Float32Array {
  const larger = new Float32Array(to.width * to.height);
  const columns = Int32Array.from({ length: to.width }, (_, x) => Math.floor((x * from.width) / to.width));
  for (let y = 0; y < to.height; y++) {
    const row = Math.floor((y * from.height) / to.height) * from.width;
    for (let x = 0; x < to.width; x++) larger[y * to.width + x] = plane[row + columns[x]];
  }
  return larger;
}

/**
 * What a smaller picture shows of the same: the mean colour of the larger one's pixels in each pixel, which smooths edges,
 * and all else of the one nearest to its middle.
 */
export function shrunkSurfaces(
  { count, pixels, inverse, colours, surfaces, brightness }: FoundSurfaces,
  from: PictureSize,
  to: PictureSize,
): FoundSurfaces {
  const n = to.width * to.height;
  const sums = new Float32Array(3 * n);
  const numbers = new Uint8Array(n);
  const middles = new Int32Array(n);
  const nearest = new Float32Array(n).fill(2);
  for (let i = 0; i < count; i++) {
    const row = Math.floor(pixels[i] / from.width);
    const x = ((pixels[i] - row * from.width + 0.5) * to.width) / from.width;
    const y = ((row + 0.5) * to.height) / from.height;
    const pixel = Math.floor(y) * to.width + Math.floor(x);
    numbers[pixel]++;
    for (let channel = 0; channel < 3; channel++) sums[3 * pixel + channel] += colours[3 * i + channel];
    const aside = Math.abs(x - Math.floor(x) - 0.5) + Math.abs(y - Math.floor(y) - 0.5);
    if (aside < nearest[pixel]) {
      nearest[pixel] = aside;
      middles[pixel] = i;
    }
  }
  const found = allocateFound(n);
  for (let pixel = 0; pixel < n; pixel++) {
    if (numbers[pixel] === 0) continue;
    const at = found.count++;
    found.pixels[at] = pixel;
    found.inverse[at] = inverse[middles[pixel]];
    found.surfaces[at] = surfaces[middles[pixel]];
    found.brightness[at] = brightness[middles[pixel]];
    for (let channel = 0; channel < 3; channel++) {
      found.colours[3 * at + channel] = sums[3 * pixel + channel] / numbers[pixel];
    }
  }
  return found;
}
