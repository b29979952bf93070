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
 * What a smaller picture shows of the same: the mean colour of the larger one's pixels in each pixel, which smooths edges.
 * Its surface is the one that most of them show, the nearer of two, and its inverse depth is theirs on average: where all
 * show one plane, that is the one in the pixel's middle.
 */
export function shrunkSurfaces(
  { count, pixels, inverse, colours, surfaces, brightness }: FoundSurfaces,
  from: PictureSize,
  to: PictureSize,
): FoundSurfaces {
  const n = to.width * to.height;
  const { first, points } = inPixels(count, pixels, from, to);
  const found = allocateFound(n);
  for (let pixel = 0; pixel < n; pixel++) {
    const begin = first[pixel];
    const end = first[pixel + 1];
    if (begin === end) continue;
    const at = found.count++;
    let most = 0;
    let [red, green, blue] = [0, 0, 0];
    for (let i = begin; i < end; i++) {
      const one = points[i];
      red += colours[3 * one];
      green += colours[3 * one + 1];
      blue += colours[3 * one + 2];
      // All show the surface of the first one.
      if (most === end - begin) continue;
      let same = 0;
      let sum = 0;
      for (let j = begin; j < end; j++) {
        if (surfaces[points[j]] !== surfaces[one]) continue;
        same++;
        sum += inverse[points[j]];
      }
      if (same < most || (same === most && sum / same <= found.inverse[at])) continue;
      most = same;
      found.inverse[at] = sum / same;
      found.surfaces[at] = surfaces[one];
      found.brightness[at] = brightness[one];
    }
    found.colours[3 * at] = red / (end - begin);
    found.colours[3 * at + 1] = green / (end - begin);
    found.colours[3 * at + 2] = blue / (end - begin);
    found.pixels[at] = pixel;
  }
  return found;
}

/** Points of a larger picture by the pixel of a smaller one in which they lie: `points` from `first[pixel]` on. */
function inPixels(count: number, pixels: Int32Array, from: PictureSize, to: PictureSize) {
  const columns = Int32Array.from({ length: from.width }, (_, column) =>
    Math.floor(((column + 0.5) * to.width) / from.width),
  );
  const first = new Int32Array(to.width * to.height + 1);
  const lies = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const row = Math.floor(pixels[i] / from.width);
    const above = Math.floor(((row + 0.5) * to.height) / from.height) * to.width;
    lies[i] = above + columns[pixels[i] - row * from.width];
    first[lies[i] + 1]++;
  }
  for (let pixel = 1; pixel < first.length; pixel++) first[pixel] += first[pixel - 1];
  const next = first.slice();
  const points = new Int32Array(count);
  for (let i = 0; i < count; i++) points[next[lies[i]]++] = i;
  return { first, points };
}
