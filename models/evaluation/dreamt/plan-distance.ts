import type { SquarePlan } from '../map/map-figures.ts';

/** Pixels of a picture that become one before pictures are compared: what stands where, and not textures. */
const block = 8;

/** Share of cells that are of another kind; cells of the mask, if there is one, are left out. */
export function mapDistance(
  a: Pick<SquarePlan, 'kinds'>,
  b: Pick<SquarePlan, 'kinds'>,
  mask?: Uint8Array,
): number {
  let cells = 0;
  let other = 0;
  for (const [cell, kind] of a.kinds.entries()) {
    if (mask?.[cell] === 1) continue;
    cells++;
    if (kind !== b.kinds[cell]) other++;
  }
  return other / cells;
}

/** Root mean square difference of colours (0 to 255) of two pictures, uint8 [3, H, W], at an eighth of their size. */
export function pictureDistance(
  a: Uint8Array,
  b: Uint8Array,
  { width, height }: { width: number; height: number },
): number {
  const [small, other] = [a, b].map((rgb) => blocks(rgb, width, height));
  return Math.sqrt(small.reduce((sum, value, i) => sum + (value - other[i]) ** 2, 0) / small.length);
}

function blocks(rgb: Uint8Array, width: number, height: number): Float64Array {
  const [columns, rows] = [width / block, height / block];
  const means = new Float64Array(3 * rows * columns);
  for (const [i, value] of rgb.entries()) {
    const row = Math.floor(Math.floor(i / width) / block);
    means[row * columns + Math.floor((i % width) / block)] += value / block ** 2;
  }
  return means;
}
