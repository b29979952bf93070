import type { Manifest } from '../../shared/pack.ts';
import type { GeneratedView } from '../generation/view.ts';

/**
 * Which of a drawn view's pixels are worth remembering. What the model was given by memory and drew
 * with little confidence is not: it would come back worse than it was. What it imagined is, however
 * unsure, unless it contradicts what was seen: there is no other truth of that place, and it must
 * stay as it was first seen.
 */
export interface Novelty {
  /** Share of the view's pixels without entities that memory did not cover and that can be kept. */
  share: number;
  /** Share of all pixels that can be kept. */
  known: number;
  /** 1 where a pixel can be kept, [H, W]. */
  keep: Uint8Array;
}

/** A mask value from which a pixel may be an entity; half of sure, since memory must never hold one. */
const entityFrom = 64;
/** Pixels around an entity that are left out with it: its edge bleeds. */
const margin = 3;
/** Coverage below this counts as not covered. */
const coveredFrom = 128;

/** `impossible` marks pixels [H, W] whose imagined surface contradicts what is known (free-space.ts). */
export function assessNovelty(view: GeneratedView, manifest: Manifest, impossible?: Uint8Array): Novelty {
  const { width, height } = manifest.view;
  const pixels = width * height;
  const keep = new Uint8Array(pixels);
  const nearEntity = dilate(view.entity, width, height);
  const sureFrom = manifest.memory.confidence * 255;
  let free = 0;
  let known = 0;
  let novel = 0;
  for (let i = 0; i < pixels; i++) {
    if (nearEntity[i] === 1) continue;
    free++;
    const covered = view.coverage[i] >= coveredFrom;
    const sure = view.confidence[i] >= sureFrom || (view.imagined && !covered && impossible?.[i] !== 1);
    if (!sure || view.inverseDepth[i] === 0) continue;
    keep[i] = 1;
    known++;
    if (!covered) novel++;
  }
  return { share: free === 0 ? 0 : novel / free, known: known / pixels, keep };
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
