import { coveredFrom } from '../../contracts/view.ts';
import type { NoveltyInputs, NoveltyOutputs } from './memory-passes.ts';

/** Mask value from which a pixel may be an entity. It is low, because memory must never contain one. */
const entityFrom = 64;
/** Pixels around an entity that are left out with it, because its edge bleeds. */
const margin = 3;
/**
 * Confidence from which depth may become solid ground. Higher than for pictures, because a false wall traps
 * bodies.
 */
const walkableFrom = 0.9 * 255;
/**
 * A neighbour is nearer or farther if its inverse depth differs by this share plus the slack in codes (0.002
 * per metre).
 */
const between = 0.08;
const betweenSlack = 26;

/** The reference of {@link MemoryPasses.assessNovelty}; novelty.ts says which pixels are worth remembering, and why. */
export function assessNovelty(view: NoveltyInputs): NoveltyOutputs {
  const { width, height } = view;
  const pixels = width * height;
  const keep = new Uint8Array(pixels);
  const sure = new Uint8Array(pixels);
  const nearEntity = dilate(view.entity, width, height);
  let free = 0;
  let known = 0;
  for (let i = 0; i < pixels; i++) {
    if (nearEntity[i] === 1) continue;
    free++;
    const covered = view.coverage[i] >= coveredFrom;
    const imagined = view.imagined && !covered;
    if (view.impossible?.[i] === 1 || !(imagined || view.confidence[i] >= view.leastConfidence)) continue;
    if (isFlying(view.inverseDepth, i, width, height)) continue;
    if (imagined || view.confidence[i] >= walkableFrom) sure[i] = 1;
    if (covered) continue;
    keep[i] = 1;
    known++;
  }
  return { free, known, keep, sure };
}

export function countUncovered(coverage: Uint8Array): number {
  let uncovered = 0;
  for (let i = 0; i < coverage.length; i++) if (coverage[i] < coveredFrom) uncovered++;
  return uncovered;
}

export function maskCodes(codes: Uint16Array, mask: Uint8Array, out: Uint16Array): void {
  for (let i = 0; i < codes.length; i++) out[i] = mask[i] === 1 ? codes[i] : 0;
}

/** Whether a pixel lies between a nearer and a farther neighbour, on the surface of neither. */
function isFlying(codes: Uint16Array, pixel: number, width: number, height: number): boolean {
  const code = codes[pixel];
  const slack = between * code + betweenSlack;
  const x = pixel % width;
  const y = Math.floor(pixel / width);
  let nearer = false;
  let farther = false;
  for (let j = Math.max(0, y - 1); j <= Math.min(height - 1, y + 1); j++) {
    for (let i = Math.max(0, x - 1); i <= Math.min(width - 1, x + 1); i++) {
      const other = codes[j * width + i];
      if (other > code + slack) nearer = true;
      if (other < code - slack) farther = true;
    }
  }
  return nearer && farther;
}

/** 1 within `margin` pixels (in rows and columns) of a pixel that may be an entity. */
function dilate(entity: Uint8Array, width: number, height: number): Uint8Array {
  const rows = new Uint8Array(entity.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (entity[y * width + x] < entityFrom) continue;
      rows.fill(1, y * width + Math.max(0, x - margin), y * width + Math.min(width, x + margin + 1));
    }
  }
  const out = new Uint8Array(entity.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (rows[y * width + x] === 0) continue;
      const last = Math.min(height - 1, y + margin);
      for (let near = Math.max(0, y - margin); near <= last; near++) out[near * width + x] = 1;
    }
  }
  return out;
}
