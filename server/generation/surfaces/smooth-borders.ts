import {
  allocateFound,
  type FoundSurfaces,
  type SurfaceFinder,
  type SurfaceQuery,
} from './surface-finder.ts';

/** Neighbours on one surface lie on the two sides of a shadow's border if the light on them differs by this share. */
const otherLight = 0.15;
/** Colours of neighbours that differ less than this (0 to 1) in every channel have the same mean from any rays. */
const otherColour = 0.02;
/**
 * More rays of a pixel where two surfaces meet, pixels off its middle. With the one through the middle they are a rotated
 * grid: an edge along rows or columns, as most are, crosses one ray after the other.
 */
const moreRays = [
  { u: -0.375, v: 0.125 },
  { u: 0.125, v: -0.375 },
  { u: 0.3, v: 0.3 },
] as const;

/**
 * Finds surfaces, with the mean colour of four rays in pixels at the border of two surfaces. One ray a pixel leaves edges
 * jagged, which networks that learnt from smooth pictures take for detail. Depths are those of the rays through the middles.
 * The answer is valid until the finder is asked again.
 */
export class SmoothBorders {
  readonly #finder: SurfaceFinder;
  /** What the rays beside the middles find. */
  #more = allocateFound(0);
  /** [H, W]: what is known of the pixels that are asked for again; infinity elsewhere. */
  #asked = new Float32Array(0);

  constructor(finder: SurfaceFinder) {
    this.#finder = finder;
  }

  async find(query: SurfaceQuery): Promise<FoundSurfaces> {
    const found = await this.#finder.find(query);
    const borders = bordersOf(found, query.picture.width);
    if (borders.length === 0) return found;
    const { colours, pixels } = found;
    const asked = this.#askedOf(query.known.length);
    for (const at of borders) asked[pixels[at]] = query.known[pixels[at]];
    const rays = new Uint8Array(borders.length).fill(1);
    for (const off of moreRays) {
      const more = await this.#finder.find({ ...query, known: asked, off, into: this.#more });
      // Both are in the order of pixels.
      for (let i = 0, border = 0; i < more.count; i++, border++) {
        while (pixels[borders[border]] !== more.pixels[i]) border++;
        const at = borders[border];
        rays[border]++;
        colours[3 * at] += more.colours[3 * i];
        colours[3 * at + 1] += more.colours[3 * i + 1];
        colours[3 * at + 2] += more.colours[3 * i + 2];
      }
    }
    for (let border = 0; border < borders.length; border++) {
      const at = borders[border];
      colours[3 * at] /= rays[border];
      colours[3 * at + 1] /= rays[border];
      colours[3 * at + 2] /= rays[border];
      asked[pixels[at]] = Number.POSITIVE_INFINITY;
    }
    return found;
  }

  #askedOf(n: number): Float32Array {
    if (this.#asked.length !== n) {
      this.#asked = new Float32Array(n).fill(Number.POSITIVE_INFINITY);
      this.#more = allocateFound(n);
    }
    return this.#asked;
  }
}

/** Where those pixels are among `found` that lie beside one that shows another surface, in the order of pixels. */
function bordersOf(found: FoundSurfaces, width: number): Int32Array {
  const { count, pixels } = found;
  const isBorder = new Uint8Array(count);
  for (let i = 0, below = 0; i < count; i++) {
    const pixel = pixels[i];
    const isBeside = i + 1 < count && pixels[i + 1] === pixel + 1 && (pixel + 1) % width !== 0;
    if (isBeside && isOther(found, i, i + 1)) isBorder[i] = isBorder[i + 1] = 1;
    while (below < count && pixels[below] < pixel + width) below++;
    if (below < count && pixels[below] === pixel + width && isOther(found, i, below))
      isBorder[i] = isBorder[below] = 1;
  }
  let size = 0;
  for (let i = 0; i < count; i++) size += isBorder[i];
  const borders = new Int32Array(size);
  for (let i = 0, at = 0; i < count; i++) if (isBorder[i] === 1) borders[at++] = i;
  return borders;
}

function isOther({ surfaces, brightness, colours }: FoundSurfaces, i: number, j: number): boolean {
  if (surfaces[i] === surfaces[j]) {
    if (surfaces[i] === 0) return false;
    const a = brightness[i];
    const b = brightness[j];
    if (Math.abs(a - b) <= otherLight * Math.max(a, b)) return false;
  }
  return (
    Math.abs(colours[3 * i] - colours[3 * j]) > otherColour ||
    Math.abs(colours[3 * i + 1] - colours[3 * j + 1]) > otherColour ||
    Math.abs(colours[3 * i + 2] - colours[3 * j + 2]) > otherColour
  );
}
