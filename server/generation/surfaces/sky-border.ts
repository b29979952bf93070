import type { PictureSize } from '../../contracts/picture.ts';
import type { FoundSurfaces } from './surface-finder.ts';

/** Memory's coverage (0 to 1) below which it does not know a pixel: it is painted. The last pixels of what it knows have half. */
export const paintedBelow = 0.5;

/** Pixels of a view along each side of a cell, in which colours of the border are kept: they change slowly. */
const cellSize = 2;
/** Cells over which the painted sky passes into the sky that memory knows. */
const span = 20;
/** Cells over which colours along the border are evened out. */
const evenedOver = 4;
/** Highest inverse depth (1 / m) of the sky. */
const skyInverse = 0.002;
/** What memory knows of a view, planes [H, W]: coverage, inverse depths (1 / m) and colours, three planes of 0 to 1. */
export interface KnownView {
  memory: Float32Array;
  inverse: Float32Array;
  rgb: Float32Array;
}

/**
 * Lets a painted sky pass into a remembered one without an edge. Clouds of the two never meet, since a few numbers cannot
 * say where the clouds of a picture are. So along the border the painted sky gets the colours of its neighbours, and less of
 * that with every pixel away from it. It gets a share of the colours and not the difference: that would be added where the
 * painted sky is another one again, and two players would see spots there that are in neither sky.
 */
export class SkyBorder {
  readonly #size: PictureSize;
  readonly #cells: PictureSize;
  /** Distance to the border, cells. */
  readonly #distance: Float32Array;
  /** Remembered colours at the border, three channels, and their weight: four planes of cells. */
  readonly #remembered: Float32Array;
  #isFound = false;

  /** @param size Pixels of the view. */
  constructor(size: PictureSize) {
    this.#size = size;
    this.#cells = { width: Math.ceil(size.width / cellSize), height: Math.ceil(size.height / cellSize) };
    this.#distance = new Float32Array(this.#cells.width * this.#cells.height);
    this.#remembered = new Float32Array(4 * this.#distance.length);
  }

  /** Finds the border between the sky of `found`, which has the view's size, and that of `known`. */
  find({ count, pixels, surfaces }: FoundSurfaces, { memory, inverse, rgb }: KnownView): void {
    const { width, height } = this.#size;
    const n = width * height;
    const cells = this.#distance.length;
    const isKnownSky = (pixel: number) =>
      memory[pixel] >= paintedBelow && inverse[pixel] > 0 && inverse[pixel] <= skyInverse;
    const gather = (neighbour: number, cell: number) => {
      if (!isKnownSky(neighbour)) return;
      for (let channel = 0; channel < 3; channel++) {
        this.#remembered[channel * cells + cell] += rgb[channel * n + neighbour];
      }
      this.#remembered[3 * cells + cell]++;
      this.#distance[cell] = 0;
      this.#isFound = true;
    };
    this.#remembered.fill(0);
    this.#distance.fill(Number.POSITIVE_INFINITY);
    this.#isFound = false;
    for (let i = 0; i < count; i++) {
      if (surfaces[i] !== 0) continue;
      const pixel = pixels[i];
      const column = pixel % width;
      const row = (pixel - column) / width;
      const cell = Math.floor(row / cellSize) * this.#cells.width + Math.floor(column / cellSize);
      if (column > 0) gather(pixel - 1, cell);
      if (column < width - 1) gather(pixel + 1, cell);
      if (pixel >= width) gather(pixel - width, cell);
      if (pixel < n - width) gather(pixel + width, cell);
    }
    if (!this.#isFound) return;
    measureDistance(this.#distance, this.#cells);
    for (let plane = 0; plane < 4 * cells; plane += cells) {
      spread(this.#remembered.subarray(plane, plane + cells), this.#cells);
    }
  }

  /** Changes the painted sky's colours in a picture, which may be larger than the view. */
  soften({ count, pixels, colours, surfaces }: FoundSurfaces, picture: PictureSize): void {
    if (!this.#isFound) return;
    const { width, height } = this.#cells;
    const n = this.#distance.length;
    const scale = this.#size.width / picture.width / cellSize;
    // Of a pixel: what remembered colours add to its own, and the share that they have of it.
    const shares = new Float64Array(4);
    const take = (cell: number, part: number) => {
      const weight = this.#remembered[3 * n + cell];
      const near = 1 - this.#distance[cell] / span;
      if (!(near > 0) || weight <= 0) return;
      const share = part * near * near * (3 - 2 * near);
      shares[3] += share;
      for (let channel = 0; channel < 3; channel++) {
        shares[channel] += (share / weight) * this.#remembered[channel * n + cell];
      }
    };
    for (let i = 0; i < count; i++) {
      if (surfaces[i] !== 0) continue;
      const row = Math.floor(pixels[i] / picture.width);
      const column = pixels[i] - row * picture.width;
      // Between the four cells around it.
      const x = Math.min(width - 1.001, Math.max(0, (column + 0.5) * scale - 0.5));
      const y = Math.min(height - 1.001, Math.max(0, (row + 0.5) * scale - 0.5));
      const left = Math.floor(x);
      const top = Math.floor(y);
      shares.fill(0);
      take(top * width + left, (1 - x + left) * (1 - y + top));
      take(top * width + left + 1, (x - left) * (1 - y + top));
      take((top + 1) * width + left, (1 - x + left) * (y - top));
      take((top + 1) * width + left + 1, (x - left) * (y - top));
      for (let channel = 0; channel < 3; channel++) {
        colours[3 * i + channel] = (1 - shares[3]) * colours[3 * i + channel] + shares[channel];
      }
    }
  }
}

/** Distances in pixels to the nearest zero of a plane, of which all else is infinite: a chamfer transform in two passes. */
function measureDistance(plane: Float32Array, { width, height }: PictureSize): void {
  const n = width * height;
  const pass = (first: number, step: 1 | -1) => {
    for (let pixel = first; pixel >= 0 && pixel < n; pixel += step) {
      const column = pixel % width;
      const before = step === 1 ? column > 0 : column < width - 1;
      const after = step === 1 ? column < width - 1 : column > 0;
      const across = pixel - step * width;
      const isAcross = across >= 0 && across < n;
      let least = plane[pixel];
      if (before) least = Math.min(least, plane[pixel - step] + 1);
      if (isAcross) {
        least = Math.min(least, plane[across] + 1);
        if (before) least = Math.min(least, plane[across - step] + Math.SQRT2);
        if (after) least = Math.min(least, plane[across + step] + Math.SQRT2);
      }
      plane[pixel] = least;
    }
  };
  pass(0, 1);
  pass(n - 1, -1);
}

/** Spreads a plane's values over all pixels, the less the farther: a recursive filter along rows and then columns. */
function spread(plane: Float32Array, { width, height }: PictureSize): void {
  const kept = Math.exp(-1 / evenedOver);
  const line = (first: number, step: number, length: number) => {
    // Two runs in opposite directions, each of which reads what was there before.
    const own = Float32Array.from({ length }, (_, i) => plane[first + i * step]);
    let sum = 0;
    for (let i = 0; i < length; i++) plane[first + i * step] = sum = own[i] + kept * sum;
    sum = 0;
    for (let i = length - 1; i >= 0; i--) {
      plane[first + i * step] += kept * sum;
      sum = own[i] + kept * sum;
    }
  };
  for (let row = 0; row < height; row++) line(row * width, 1, width);
  for (let column = 0; column < width; column++) line(column, width, height);
}
