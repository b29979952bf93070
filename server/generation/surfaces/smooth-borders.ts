import type { Intrinsics } from '../../../shared/geometry/camera.ts';
import { intrinsicsAt } from '../../../shared/geometry/camera.ts';
import { shrunkSurfaces } from './picture-scale.ts';
import type { FoundSurfaces, SurfaceFinder, SurfaceQuery } from './surface-finder.ts';

/** Neighbours on one surface lie on the two sides of a shadow's border if the light on them differs by this share. */
const otherLight = 0.15;
/** Rays a pixel, along each side, where two surfaces meet. */
const raysASide = 2;

/**
 * Finds surfaces, with the mean colour of four rays in pixels at the border of two surfaces. One ray a pixel leaves edges
 * jagged, which networks that learnt from smooth pictures take for detail.
 */
export async function findSmooth(finder: SurfaceFinder, query: SurfaceQuery): Promise<FoundSurfaces> {
  const found = copyOf(await finder.find(query));
  const borders = borderPixels(found, query.picture);
  if (borders.size === 0) return found;
  const picture = intrinsicsAt(query.picture, raysASide * query.picture.width);
  const known = new Float32Array(picture.width * picture.height).fill(Number.POSITIVE_INFINITY);
  for (const pixel of borders.keys()) {
    const row = Math.floor(pixel / query.picture.width);
    const column = pixel - row * query.picture.width;
    for (let y = 0; y < raysASide; y++) {
      const at = (raysASide * row + y) * picture.width + raysASide * column;
      known.fill(query.known[pixel], at, at + raysASide);
    }
  }
  const means = shrunkSurfaces(await finder.find({ ...query, picture, known }), picture, query.picture);
  for (let i = 0; i < means.count; i++) {
    const at = borders.get(means.pixels[i]);
    if (at !== undefined) found.colours.set(means.colours.subarray(3 * i, 3 * i + 3), 3 * at);
  }
  return found;
}

/** Pixels beside one that shows another surface, with their index among those that were found. */
function borderPixels(
  { count, pixels, surfaces, brightness }: FoundSurfaces,
  { width, height }: Intrinsics,
): Map<number, number> {
  const indices = new Int32Array(width * height).fill(-1);
  for (let i = 0; i < count; i++) indices[pixels[i]] = i;
  const borders = new Map<number, number>();
  const isOther = (i: number, j: number) => {
    if (surfaces[i] !== surfaces[j]) return true;
    if (surfaces[i] === 0) return false;
    const [a, b] = [brightness[i], brightness[j]];
    return Math.abs(a - b) > otherLight * Math.max(a, b);
  };
  for (let i = 0; i < count; i++) {
    const pixel = pixels[i];
    const right = (pixel + 1) % width === 0 ? -1 : indices[pixel + 1];
    const below = pixel + width < indices.length ? indices[pixel + width] : -1;
    for (const j of [right, below]) {
      if (j < 0 || !isOther(i, j)) continue;
      borders.set(pixel, i);
      borders.set(pixels[j], j);
    }
  }
  return borders;
}

function copyOf({ count, pixels, inverse, colours, surfaces, brightness }: FoundSurfaces): FoundSurfaces {
  return {
    count,
    pixels: pixels.slice(0, count),
    inverse: inverse.slice(0, count),
    colours: colours.slice(0, 3 * count),
    surfaces: surfaces.slice(0, count),
    brightness: brightness.slice(0, count),
  };
}
