import type { JudgedSize } from './judged-size.ts';

/** Two pictures differ visibly in a pixel whose blurred colours are this far apart in a channel, of 255. */
const visibly = 24;
/** Two states can be told apart if their pictures differ visibly in this many measured pixels. */
const leastPixels = 60;
/** Below this difference, of 255, candidates count as equal in a pixel, which then says nothing of the choice. */
const slightly = 8;
/** Largest difference that one pixel can contribute, of 255, so that a few wrong pixels do not decide. */
const mostOfPixel = 64;
/** Least share of pixels in which all candidates agree for them to give the offset of colours. */
const leastShared = 0.25;
/** Side of the square whose mean replaces a pixel, in measured pixels. */
const blurSide = 3;

/**
 * A forced choice: which of several pictures does another one show? The nearest, by the mean absolute difference of
 * colours where the candidates differ. Pictures are blurred first (3 x 3 measured pixels), and the offset of each
 * channel is removed, so that neither softness nor a shift of colours decides. Pictures are uint8 planes [3, H, W].
 */
export class PictureChoice {
  readonly #size: JudgedSize;
  /** Blurred. */
  readonly #candidates: readonly Float32Array[];
  /** Pixels in which candidates differ, and the others, which give the offset. */
  readonly #region: Int32Array;
  readonly #shared: Int32Array;

  constructor(candidates: readonly Uint8Array[], size: JudgedSize) {
    this.#size = size;
    this.#candidates = candidates.map((picture) => blurred(picture, size));
    const pixels = size.width * size.height;
    const region: number[] = [];
    const shared: number[] = [];
    for (let pixel = 0; pixel < pixels; pixel++) {
      (this.#spread(pixel) >= slightly ? region : shared).push(pixel);
    }
    this.#region = Int32Array.from(region);
    this.#shared = Int32Array.from(shared.length >= leastShared * pixels ? shared : []);
  }

  /** Whether every two candidates can be told apart. Otherwise the choice is no fair question. */
  get answerable(): boolean {
    const least = leastPixels * this.#size.scale ** 2;
    return this.#candidates.every((a, i) =>
      this.#candidates.every((b, j) => j <= i || visibleDifference(a, b, this.#size) >= least),
    );
  }

  /** Index of the candidate that `picture` is nearest to. */
  choose(picture: Uint8Array): number {
    const seen = blurred(picture, this.#size);
    const errors = this.#candidates.map((candidate) => this.#error(seen, candidate));
    return errors.indexOf(Math.min(...errors));
  }

  /** Largest difference between candidates in a pixel, over channels. */
  #spread(pixel: number): number {
    const pixels = this.#size.width * this.#size.height;
    let most = 0;
    for (let at = pixel; at < 3 * pixels; at += pixels) {
      let low = 255;
      let high = 0;
      for (const candidate of this.#candidates) {
        low = Math.min(low, candidate[at]);
        high = Math.max(high, candidate[at]);
      }
      most = Math.max(most, high - low);
    }
    return most;
  }

  #error(seen: Float32Array, candidate: Float32Array): number {
    const pixels = this.#size.width * this.#size.height;
    // Where candidates differ nearly everywhere, as cameras do, each has an offset of its own.
    const base = this.#shared.length > 0 ? this.#shared : undefined;
    let sum = 0;
    for (let plane = 0; plane < 3 * pixels; plane += pixels) {
      const offset = medianDifference(seen, candidate, plane, base ?? this.#region);
      for (const pixel of this.#region) {
        const difference = Math.abs(seen[plane + pixel] - candidate[plane + pixel] - offset);
        sum += Math.min(mostOfPixel, difference);
      }
    }
    return sum;
  }
}

/** Number of pixels in which two blurred pictures differ visibly. */
export function visibleDifference(
  a: Float32Array,
  b: Float32Array,
  { width, height }: JudgedSize,
  except?: Uint8Array,
): number {
  const pixels = width * height;
  let count = 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    if (except?.[pixel]) continue;
    const difference = Math.max(
      Math.abs(a[pixel] - b[pixel]),
      Math.abs(a[pixel + pixels] - b[pixel + pixels]),
      Math.abs(a[pixel + 2 * pixels] - b[pixel + 2 * pixels]),
    );
    if (difference >= visibly) count++;
  }
  return count;
}

/** Median of a - b over the given pixels of one plane, to half a grey level. */
function medianDifference(a: Float32Array, b: Float32Array, plane: number, pixels: Int32Array): number {
  const counts = new Int32Array(1021);
  for (const pixel of pixels) counts[Math.round(2 * (a[plane + pixel] - b[plane + pixel])) + 510]++;
  let below = 0;
  for (let i = 0; i < counts.length; i++) {
    below += counts[i];
    if (2 * below >= pixels.length) return (i - 510) / 2;
  }
  return 0;
}

/** The mean of 3 x 3 measured pixels; at edges the outermost pixel counts more than once. */
export function blurred(rgb: Uint8Array, { width, height, scale }: JudgedSize): Float32Array {
  const side = Math.max(1, Math.round(blurSide * scale));
  const rows = new Float32Array(rgb.length);
  for (let start = 0; start < rgb.length; start += width) meanAlong(rgb, rows, start, 1, width, side);
  const out = new Float32Array(rgb.length);
  for (let plane = 0; plane < rgb.length; plane += width * height) {
    for (let column = 0; column < width; column++) {
      meanAlong(rows, out, plane + column, width, height, side);
    }
  }
  return out;
}

/** The mean of `side` values around each of `count`, which lie `stride` apart from `start` on. */
function meanAlong(
  values: Uint8Array | Float32Array,
  out: Float32Array,
  start: number,
  stride: number,
  count: number,
  side: number,
): void {
  const ahead = side - 1 - Math.floor(side / 2);
  const at = (place: number) => values[start + stride * Math.max(0, Math.min(count - 1, place))];
  let sum = 0;
  for (let place = ahead + 1 - side; place <= ahead; place++) sum += at(place);
  for (let place = 0; place < count; place++) {
    out[start + stride * place] = sum / side;
    sum += at(place + ahead + 1) - at(place + ahead + 1 - side);
  }
}
