import type { PictureSize } from '../../../server/contracts/picture.ts';
import type { Intrinsics } from '../../../shared/geometry/camera.ts';
import type { Block } from './magnification.ts';
import { Probe } from './probe.ts';

/** Least share of a crop that shows magnified surfaces. */
const magnifiedShare = 0.5;
/** Places of a crop along either side of a picture. */
const places = 5;
/** Pixels of the picture for each of the probe's, along a side. */
const shrunk = 1.5;

/** Shares of crops that the probe takes for the world's own. */
export interface NearCropFigures {
  model: number;
  /** The drawn view enlarged bilinearly, and the reference, in the same crops. */
  enlarged: number;
  reference: number;
  crops: number;
}

/** The same picture, drawn and true: uint8 [3, H, W] RGB. */
export type JudgedPictures = Record<'model' | 'enlarged' | 'reference', Uint8Array>;

/**
 * Measures whether surfaces that are seen from nearer than any keyframe saw them look like the world's own. A frozen probe,
 * trained on intact and damaged reference frames (models/training/worldroom_training/probes/near_crop.py), classifies the crop
 * of a large picture that shows most of them, at the size that the probe reads.
 */
export class NearCrops {
  readonly #probe: Pick<Probe, 'read'>;
  readonly #view: Intrinsics;
  readonly #accepted = { model: 0, enlarged: 0, reference: 0 };
  #crops = 0;

  /** `view`: what the probe reads. */
  constructor(probe: Pick<Probe, 'read'>, view: Intrinsics) {
    this.#probe = probe;
    this.#view = view;
  }

  static async load(file: string, view: Intrinsics): Promise<NearCrops> {
    return new NearCrops(await Probe.load(file, view), view);
  }

  /** `magnified`: blocks of the view; `size`: of the pictures. Views that magnify little are passed over. */
  async judge(pictures: JudgedPictures, magnified: readonly Block[], size: PictureSize): Promise<void> {
    const crop = this.#bestCrop(magnified, size);
    if (crop === undefined) return;
    this.#crops++;
    for (const name of ['model', 'enlarged', 'reference'] as const) {
      const [own] = await this.#probe.read(cropped(pictures[name], size, crop, this.#view));
      if (own > 0) this.#accepted[name]++;
    }
  }

  get figures(): NearCropFigures {
    const { model, enlarged, reference } = this.#accepted;
    const share = (count: number) => count / this.#crops;
    return {
      ...{ model: share(model), enlarged: share(enlarged), reference: share(reference) },
      crops: this.#crops,
    };
  }

  /** Corner of the crop with most magnified pixels, in the picture's own. */
  #bestCrop(magnified: readonly Block[], size: PictureSize): Corner | undefined {
    const [width, height] = [this.#view.width * shrunk, this.#view.height * shrunk];
    const scale = size.width / this.#view.width;
    let [best, most] = [undefined as Corner | undefined, magnifiedShare * width * height];
    for (let at = 0; at < places * places; at++) {
      const left = Math.round(((size.width - width) * (at % places)) / (places - 1));
      const top = Math.round(((size.height - height) * Math.floor(at / places)) / (places - 1));
      const inside = magnified.filter(({ column, row, side }) => {
        const [x, y] = [(column + side / 2) * scale - left, (row + side / 2) * scale - top];
        return x >= 0 && x < width && y >= 0 && y < height;
      });
      const pixels = inside.reduce((sum, { side }) => sum + (side * scale) ** 2, 0);
      if (pixels < most) continue;
      [best, most] = [{ left, top }, pixels];
    }
    return best;
  }
}

interface Corner {
  left: number;
  top: number;
}

/** A part of a picture at the probe's size; each pixel is the mean of those of the picture that it covers. */
function cropped(
  rgb: Uint8Array,
  size: PictureSize,
  { left, top }: Corner,
  { width, height }: PictureSize,
): Uint8Array {
  const out = new Uint8Array(3 * width * height);
  const columns = covered(left, width);
  for (const [row, down] of covered(top, height).entries()) {
    for (const [column, across] of columns.entries()) {
      for (let plane = 0; plane < 3; plane++) {
        let sum = 0;
        for (const y of down)
          for (const x of across)
            sum += y.share * x.share * rgb[(plane * size.height + y.at) * size.width + x.at];
        out[(plane * height + row) * width + column] = Math.round(sum);
      }
    }
  }
  return out;
}

/** Pixels of the picture that each of a line's pixels covers, and their shares. */
function covered(from: number, length: number): { at: number; share: number }[][] {
  return Array.from({ length }, (_, number) => {
    const [start, end] = [from + number * shrunk, from + (number + 1) * shrunk];
    const pixels: { at: number; share: number }[] = [];
    for (let at = Math.floor(start); at < end; at++)
      pixels.push({ at, share: (Math.min(end, at + 1) - Math.max(start, at)) / shrunk });
    return pixels;
  });
}
