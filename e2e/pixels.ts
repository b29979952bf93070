import type { Colour } from '../shared/entity.ts';

/** An image: rgb uint8 [H, W, 3]. */
export interface Picture {
  width: number;
  height: number;
  rgb: Uint8Array;
}

/** Pixels from (left, top) up to, but not including, (right, bottom). */
export interface Region {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/**
 * Mean squared difference of two images, levels of 0 to 255. Views come in several sizes: the larger image is shrunk to
 * the size of the other.
 */
export function difference(a: Picture, b: Picture): number {
  if (a.width * b.height !== b.width * a.height) {
    throw new Error(`${a.width}x${a.height} cannot be compared with ${b.width}x${b.height}`);
  }
  if (a.width !== b.width)
    return a.width < b.width ? difference(a, shrunkTo(b, a)) : difference(shrunkTo(a, b), b);
  let sum = 0;
  for (let i = 0; i < a.rgb.length; i++) sum += (a.rgb[i] - b.rgb[i]) ** 2;
  return sum / a.rgb.length;
}

/** Each pixel is the mean of those that lie in it, in whole or in part. */
export function shrunkTo(picture: Picture, { width, height }: Pick<Picture, 'width' | 'height'>): Picture {
  const scale = picture.width / width;
  const rgb = new Uint8Array(3 * width * height);
  for (let i = 0; i < rgb.length; i++) {
    const [channel, column, row] = [i % 3, Math.floor(i / 3) % width, Math.floor(i / (3 * width))];
    let sum = 0;
    let count = 0;
    for (let y = Math.floor(row * scale); y < (row + 1) * scale; y++) {
      for (let x = Math.floor(column * scale); x < (column + 1) * scale; x++, count++) {
        sum += picture.rgb[3 * (y * picture.width + x) + channel];
      }
    }
    rgb[i] = Math.round(sum / count);
  }
  return { width, height, rgb };
}

/** Peak signal-to-noise ratio in decibels; infinite for equal images. */
export function psnr(a: Picture, b: Picture): number {
  return 10 * Math.log10(255 ** 2 / difference(a, b));
}

/** Mean and standard deviation of brightness, levels of 0 to 255. */
export function brightness(picture: Picture): { mean: number; deviation: number } {
  const { rgb } = picture;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < rgb.length; i += 3) {
    const level = 0.299 * rgb[i] + 0.587 * rgb[i + 1] + 0.114 * rgb[i + 2];
    sum += level;
    squares += level * level;
  }
  const pixels = rgb.length / 3;
  const mean = sum / pixels;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / pixels - mean * mean)) };
}

/** Degrees of hue by which shading and light may change a colour. */
const hueTolerance = 25;
/** Less saturated or darker pixels have no reliable hue. */
const leastSaturation = 0.35;
const leastValue = 0.15;

/** Share of a region's pixels, 0 to 1, that have the hue of `colour`. */
export function shareOfHue(picture: Picture, region: Region, colour: Colour): number {
  const wanted = hueOf(colour[0], colour[1], colour[2]);
  let alike = 0;
  let pixels = 0;
  for (let y = Math.max(0, region.top); y < Math.min(picture.height, region.bottom); y++) {
    for (let x = Math.max(0, region.left); x < Math.min(picture.width, region.right); x++) {
      const at = (y * picture.width + x) * 3;
      const [r, g, b] = picture.rgb.subarray(at, at + 3);
      const value = Math.max(r, g, b);
      pixels++;
      if (value < leastValue * 255 || value - Math.min(r, g, b) < leastSaturation * value) continue;
      const apart = Math.abs(hueOf(r, g, b) - wanted);
      if (Math.min(apart, 360 - apart) <= hueTolerance) alike++;
    }
  }
  if (pixels === 0) throw new Error('The region has no pixel inside the picture.');
  return alike / pixels;
}

/** Hue in degrees, 0 to 360. */
function hueOf(r: number, g: number, b: number): number {
  const value = Math.max(r, g, b);
  const chroma = value - Math.min(r, g, b);
  if (chroma === 0) return 0;
  if (value === r) return (60 * ((g - b) / chroma) + 360) % 360;
  if (value === g) return 60 * ((b - r) / chroma) + 120;
  return 60 * ((r - g) / chroma) + 240;
}
