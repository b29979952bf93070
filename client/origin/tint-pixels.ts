import { type OriginKind, originKinds } from '../../shared/origin-map.ts';

/** Pixels along each side of a cell. */
export const cellPixels = 4;
/** Pixels after which patterns repeat along rows and columns: a whole number of cells. */
const period = 8;

/** RGBA of a pixel of a kind; `x` and `y` are below {@link period}. */
type Pattern = (x: number, y: number) => readonly [number, number, number, number];

const clear = [0, 0, 0, 0] as const;

/**
 * Blue and orange stay apart for people with any colour vision, and each kind has a pattern of its own: plain, stripes,
 * dots.
 */
const patterns: Readonly<Record<OriginKind, Pattern>> = {
  none: () => clear,
  remembered: () => [40, 120, 255, 80],
  dreamt: (x, y) => ((x + y) % period < period / 2 ? [255, 150, 20, 150] : [255, 150, 20, 70]),
  unsure: (x, y) => (x % 4 < 2 && y % 4 < 2 ? [0, 0, 0, 170] : [255, 255, 255, 90]),
};

/** Colours by kind, [kinds, period, period], each the four bytes of a pixel. */
const colours = new Uint32Array(
  Uint8Array.from(
    originKinds.flatMap((kind) =>
      Array.from({ length: period * period }, (_, at) =>
        patterns[kind](at % period, Math.floor(at / period)),
      ).flat(),
    ),
  ).buffer,
);

/**
 * The tint of a grid of cells: RGBA, [rows * cellPixels, columns * cellPixels]. `cells` are indices into originKinds,
 * [rows, columns].
 */
export function tintPixels(cells: Uint8Array, columns: number): Uint8ClampedArray<ArrayBuffer> {
  const width = columns * cellPixels;
  const height = (cells.length / columns) * cellPixels;
  const pixels = new Uint32Array(width * height);
  let pixel = 0;
  for (let y = 0; y < height; y++) {
    const patternRow = (y % period) * period;
    let cell = Math.floor(y / cellPixels) * columns;
    for (let x = 0; x < width; x += cellPixels) {
      const first = cells[cell++] * period * period + patternRow + (x % period);
      for (let part = 0; part < cellPixels; part++) pixels[pixel++] = colours[first + part];
    }
  }
  return new Uint8ClampedArray(pixels.buffer);
}

/** Draws the tint of a grid of cells over the whole of a canvas, whose size becomes that of the grid. */
export function drawTint(canvas: HTMLCanvasElement, cells: Uint8Array, columns: number): void {
  const width = columns * cellPixels;
  const height = (cells.length / columns) * cellPixels;
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  canvas.getContext('2d')?.putImageData(new ImageData(tintPixels(cells, columns), width, height), 0, 0);
}

/** Share of each kind, 0 to 1, among the cells that are of any. */
export type OriginShares = Readonly<Record<OriginKind, number>>;

export function sharesOf(cells: Uint8Array): OriginShares {
  const counts = originKinds.map(() => 0);
  for (const kind of cells) counts[kind]++;
  const tinted = Math.max(1, cells.length - counts[0]);
  const share = (kind: OriginKind) => (kind === 'none' ? 0 : counts[originKinds.indexOf(kind)] / tinted);
  return {
    none: share('none'),
    remembered: share('remembered'),
    dreamt: share('dreamt'),
    unsure: share('unsure'),
  };
}
