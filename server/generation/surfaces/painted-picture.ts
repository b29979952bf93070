import type { Intrinsics } from '../../../shared/geometry/camera.ts';
import type { Picture, PictureSize } from '../../contracts/picture.ts';
import type { FoundSurfaces } from './surface-finder.ts';

/** What is painted of a picture that is larger than the view. */
export class PaintedPicture {
  readonly width: number;
  readonly height: number;
  /** uint8 [3, H, W]; without meaning where nothing is painted. */
  readonly #rgb: Uint8Array;
  /** uint8 [H, W], 1 = painted. */
  readonly #known: Uint8Array;

  constructor({ width, height }: PictureSize) {
    this.width = width;
    this.height = height;
    this.#rgb = new Uint8Array(3 * width * height);
    this.#known = new Uint8Array(width * height);
  }

  write({ count, pixels, colours }: FoundSurfaces): void {
    const n = this.#known.length;
    this.#known.fill(0);
    for (let i = 0; i < count; i++) {
      const pixel = pixels[i];
      this.#known[pixel] = 1;
      for (let channel = 0; channel < 3; channel++) {
        this.#rgb[channel * n + pixel] = 255 * colours[3 * i + channel] + 0.5;
      }
    }
  }

  /**
   * Puts what is painted into a picture of its size, as far as the drawn view kept its colours.
   *
   * @param kept Share of the conditions' colours in each pixel of the drawn view, [H, W] of the view.
   */
  putInto(picture: Picture, kept: Float32Array, view: Pick<Intrinsics, 'width' | 'height'>): void {
    const { width, height } = this;
    const n = width * height;
    for (let y = 0, pixel = 0; y < height; y++) {
      const row = Math.floor((y * view.height) / height) * view.width;
      for (let x = 0; x < width; x++, pixel++) {
        if (this.#known[pixel] === 0) continue;
        const share = kept[row + Math.floor((x * view.width) / width)];
        for (let at = pixel; at < 3 * n; at += n) {
          picture.rgb[at] += share * (this.#rgb[at] - picture.rgb[at]);
        }
      }
    }
  }
}
