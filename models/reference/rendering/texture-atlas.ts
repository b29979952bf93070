import { floorMaterials, wallMaterials } from './materials.ts';
import { mipLevels, texelsPerMetre } from './textures.ts';

/** All textures in one array, so that sampling is a few loads: wall materials first, then floors. */
export const floorSlot = wallMaterials.length;

const materials = [...wallMaterials, ...floorMaterials];
const offsets = new Int32Array(materials.length * mipLevels);
const columnMasks = new Int32Array(materials.length * mipLevels);
const rowMasks = new Int32Array(materials.length * mipLevels);
const columnShifts = new Int32Array(materials.length * mipLevels);
const texels = packTexels();

/**
 * Where each image lies, by slot * mipLevels + level: its first byte, the masks that wrap a column and a row,
 * and the shift from a row to its first texel.
 */
export const atlas = { texels, offsets, columnMasks, rowMasks, columnShifts };

/** Colours of wall tops, 0 to 255, [walls * 3]. */
export const capColours = Float64Array.from(
  wallMaterials.flatMap((material) => material.cap.map((c) => 255 * c)),
);

function packTexels(): Uint8Array {
  const images = materials.flatMap((material) => material.texture.levels);
  const packed = new Uint8Array(images.reduce((sum, image) => sum + image.length, 0));
  let offset = 0;
  images.forEach((image, index) => {
    const { width, height } = materials[Math.floor(index / mipLevels)].texture;
    const level = index % mipLevels;
    packed.set(image, offset);
    offsets[index] = offset;
    columnMasks[index] = ((width * texelsPerMetre) >> level) - 1;
    rowMasks[index] = ((height * texelsPerMetre) >> level) - 1;
    columnShifts[index] = Math.log2((width * texelsPerMetre) >> level);
    offset += image.length;
  });
  return packed;
}

/** The mip level whose texels are nearest to `footprint` metres. */
export function mipLevel(footprint: number): number {
  const size = footprint * texelsPerMetre;
  if (size < 1.4) return 0;
  if (size < 2.8) return 1;
  if (size < 5.6) return 2;
  return size < 11.2 ? 3 : 4;
}

/** Bilinear colour (0 to 255) of texture `slot` at (u, v) metres, to out[0..2]. */
export function sampleTexture(slot: number, level: number, u: number, v: number, out: Float64Array): void {
  const image = slot * mipLevels + level;
  const perMetre = texelsPerMetre >> level;
  const x = u * perMetre - 0.5;
  const y = v * perMetre - 0.5;
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const fx = x - x0;
  const fy = y - y0;
  const offset = offsets[image];
  const columnMask = columnMasks[image];
  const rowMask = rowMasks[image];
  const shift = columnShifts[image];
  const left = x0 & columnMask;
  const right = (x0 + 1) & columnMask;
  const lower = (y0 & rowMask) << shift;
  const upper = ((y0 + 1) & rowMask) << shift;
  const a = offset + ((lower + left) << 2);
  const b = offset + ((lower + right) << 2);
  const c = offset + ((upper + left) << 2);
  const d = offset + ((upper + right) << 2);
  const wb = fx * (1 - fy);
  const wc = (1 - fx) * fy;
  const wd = fx * fy;
  const wa = 1 - wb - wc - wd;
  out[0] = texels[a] * wa + texels[b] * wb + texels[c] * wc + texels[d] * wd;
  out[1] = texels[a + 1] * wa + texels[b + 1] * wb + texels[c + 1] * wc + texels[d + 1] * wd;
  out[2] = texels[a + 2] * wa + texels[b + 2] * wb + texels[c + 2] * wc + texels[d + 2] * wd;
}
