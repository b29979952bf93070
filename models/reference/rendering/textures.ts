import type { Colour } from '../../../shared/entity.ts';
import { Random } from '../random.ts';

/**
 * Paints procedural textures once, at load. A painter gives the colour at a point in metres (u along the
 * surface, v up it); the result is stored as mip levels of RGBA bytes.
 */
export type Painter = (u: number, v: number) => Colour;

/** Texels a metre at level 0; each further level halves it. */
export const texelsPerMetre = 64;
export const mipLevels = 5;

/** Repeats every `width` by `height` metres (powers of two). */
export interface Texture {
  width: number;
  height: number;
  /** One RGBA image a level, row-major, v upwards; alpha is unused. */
  levels: Uint8Array[];
}

/** The mean of a texture, display values from 0 to 1. */
export function meanColour({ levels }: Texture): Colour {
  const image = levels[levels.length - 1];
  const mean = (channel: number) =>
    image.reduce((sum, value, i) => sum + (i % 4 === channel ? value : 0), 0) / (image.length / 4) / 255;
  return [mean(0), mean(1), mean(2)];
}

/** Renders `painter` with 2 x 2 samples a texel and box-filters the coarser levels. */
export function paint(painter: Painter, width: number, height: number): Texture {
  const columns = width * texelsPerMetre;
  const rows = height * texelsPerMetre;
  let fine = new Float32Array(columns * rows * 3);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const offset = (row * columns + column) * 3;
      for (let sample = 0; sample < 4; sample++) {
        const colour = painter(
          (column + 0.25 + 0.5 * (sample & 1)) / texelsPerMetre,
          (row + 0.25 + 0.5 * (sample >> 1)) / texelsPerMetre,
        );
        for (let channel = 0; channel < 3; channel++) fine[offset + channel] += colour[channel] / 4;
      }
    }
  }
  const levels: Uint8Array[] = [];
  for (let level = 0; level < mipLevels; level++) {
    levels.push(toBytes(fine));
    fine = halve(fine, columns >> level, rows >> level);
  }
  return { width, height, levels };
}

function toBytes(image: Float32Array): Uint8Array {
  const bytes = new Uint8Array((image.length / 3) * 4);
  for (let i = 0; i < image.length / 3; i++) {
    for (let channel = 0; channel < 3; channel++) {
      bytes[i * 4 + channel] = Math.round(255 * Math.min(1, Math.max(0, image[i * 3 + channel])));
    }
    bytes[i * 4 + 3] = 255;
  }
  return bytes;
}

function halve(image: Float32Array, columns: number, rows: number): Float32Array<ArrayBuffer> {
  const half = new Float32Array((columns >> 1) * (rows >> 1) * 3);
  for (let row = 0; row < rows >> 1; row++) {
    for (let column = 0; column < columns >> 1; column++) {
      for (let channel = 0; channel < 3; channel++) {
        const at = (r: number, c: number) => image[((2 * row + r) * columns + 2 * column + c) * 3 + channel];
        half[(row * (columns >> 1) + column) * 3 + channel] = (at(0, 0) + at(0, 1) + at(1, 0) + at(1, 1)) / 4;
      }
    }
  }
  return half;
}

/** A fixed random number in [0, 1) for a lattice point. */
export function lattice(x: number, y: number, salt = 0): number {
  let h = Math.imul(x | 0, 0x1f123bb5) ^ Math.imul(y | 0, 0x5f356495) ^ Math.imul(salt + 1, 0x6c8e9cf5);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return ((h ^ (h >>> 15)) >>> 0) / 2 ** 32;
}

/** Smooth value noise in [0, 1] that repeats every `period` lattice points in both directions. */
export function smoothNoise(x: number, y: number, period: number, salt = 0): number {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const fx = x - x0;
  const fy = y - y0;
  const sx = fx * fx * (3 - 2 * fx);
  const sy = fy * fy * (3 - 2 * fy);
  const wrap = (i: number) => ((i % period) + period) % period;
  const at = (i: number, j: number) => lattice(wrap(x0 + i), wrap(y0 + j), salt);
  const low = at(0, 0) + (at(1, 0) - at(0, 0)) * sx;
  const high = at(0, 1) + (at(1, 1) - at(0, 1)) * sx;
  return low + (high - low) * sy;
}

export function mix(a: Colour, b: Colour, share: number): Colour {
  const s = share < 0 ? 0 : Math.min(share, 1);
  return [a[0] + (b[0] - a[0]) * s, a[1] + (b[1] - a[1]) * s, a[2] + (b[2] - a[2]) * s];
}

export function scale(a: Colour, factor: number): Colour {
  return [a[0] * factor, a[1] * factor, a[2] * factor];
}

/** Colour from a hexadecimal string such as '#ff8040'. */
export function hex(text: string): Colour {
  const value = Number.parseInt(text.slice(1), 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}

/** Position within a repeating length, in [0, length). */
export function repeat(x: number, length: number): number {
  return x - length * Math.floor(x / length);
}

/** A seeded set of points, for painters that scatter shapes over a repeating square. */
export function scatter(
  count: number,
  width: number,
  height: number,
  seed: number,
): [number, number, number][] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => [
    random.range(0, width),
    random.range(0, height),
    random.next(),
  ]);
}
