import { faces } from './surface-rays.ts';

/** Places of a pixel at which textures are read, at most: a pixel that sees the ground edge-on is many times as long as wide. */
export const mostProbes = 4;
/** A pixel that is longer than wide by less than this share more than a whole number needs no further place. */
const probeSlack = 0.25;
/**
 * Images are read that are coarser by so much of a level than texels as large as what a place stands for. A place that
 * lies between texels is sharper than their mean: without it, textures flicker when somebody walks.
 */
const levelsCoarser = 0.3;
/** Least width of a pixel, as a share of its length. */
const leastAcross = 1e-3;

/** Of a field's textures: texels a metre of the finest images, and their number, each half as fine as the one before. */
export interface TextureSizes {
  texelsPerMetre: number;
  levels: number;
}

/** Metres on a surface, along it and up it. */
export interface Side {
  along: number;
  up: number;
}

/** A place of a pixel, one of its texture's images there, and what they have of the pixel's colour. */
export interface TextureProbe extends Side {
  /** Metres that a texel of that image covers, from which surface.onnx finds it. */
  footprint: number;
  share: number;
}

/** How far a ray's point moves on its plane if the ray moves by `step` of an axis of the camera at that distance. */
export function sideOn(
  axis: readonly [number, number, number],
  ray: readonly [number, number, number],
  step: number,
  face: number,
): Side {
  const isTop = face === faces.top;
  const alongX = face === faces.east || face === faces.west;
  const normal = isTop ? 1 : alongX ? 0 : 2;
  const along = alongX ? 2 : 0;
  const up = isTop ? 2 : 1;
  const back = axis[normal] / ray[normal];
  return { along: step * (axis[along] - ray[along] * back), up: step * (axis[up] - ray[up] * back) };
}

/**
 * Where a texture is read for a pixel whose sides on the surface are `a` and `b`, from its middle: at places along the
 * longer side, each between the two images whose texels are as large as what is left for a place (anisotropic and
 * trilinear filtering: McCormack et al., "Feline", 1999, and Williams, "Pyramidal Parametrics", 1983).
 */
export function textureProbes(a: Side, b: Side, { texelsPerMetre, levels }: TextureSizes): TextureProbe[] {
  const [sizeA, sizeB] = [Math.hypot(a.along, a.up), Math.hypot(b.along, b.up)];
  const longer = sizeA > sizeB ? a : b;
  const length = Math.max(sizeA, sizeB);
  const across = Math.abs(a.along * b.up - a.up * b.along) / length;
  const wanted = Math.ceil(length / Math.max(across, leastAcross * length) - probeSlack);
  const count = Math.max(1, Math.min(mostProbes, wanted));
  const size = Math.max(length / count, across);
  const exact = Math.log2(Math.max(size * texelsPerMetre, 1e-3)) + levelsCoarser;
  const level = Math.max(0, Math.min(levels - 1, exact));
  const finer = Math.floor(level);
  const coarser = level - finer;
  return Array.from({ length: count }, (_, i) => {
    const at = (i + 0.5) / count - 0.5;
    const place = { along: at * longer.along, up: at * longer.up };
    const image = (number: number, share: number) => ({
      ...place,
      footprint: 2 ** number / texelsPerMetre,
      share: share / count,
    });
    return coarser > 0 ? [image(finer, 1 - coarser), image(finer + 1, coarser)] : [image(finer, 1)];
  }).flat();
}
