import type { Manifest } from '../../shared/pack.ts';
import type { GeneratedView } from '../contracts/view.ts';
import { memoryPasses } from './passes/choose-passes.ts';

/**
 * Which pixels of a drawn view are worth remembering. Covered pixels are not: each cycle of drawing and
 * writing would degrade them. Pixels of low confidence are not, nor pixels smeared between a near and a far
 * surface. Imagined pixels are kept at any confidence, unless they contradict what was seen, because nothing
 * else shows that place and it must stay as it was first seen.
 */
export interface Novelty {
  /** Pixels that are uncovered and can be kept, as a share of the pixels without entities. */
  share: number;
  /** Pixels that are uncovered and can be kept, as a share of all pixels. */
  known: number;
  /** 1 where a pixel can be kept, [H, W]. */
  keep: Uint8Array;
  /** 1 where a pixel's depth is reliable, covered or not, [H, W]. */
  sure: Uint8Array;
}

/** @param impossible 1 for pixels [H, W] whose surface contradicts known free space (free-space.ts). */
export function assessNovelty(view: GeneratedView, manifest: Manifest, impossible?: Uint8Array): Novelty {
  const { width, height } = manifest.view;
  const { entity, coverage, confidence, inverseDepth, imagined } = view;
  const { free, known, keep, sure } = memoryPasses().assessNovelty({
    width,
    height,
    entity,
    coverage,
    confidence,
    inverseDepth,
    imagined,
    leastConfidence: manifest.memory.confidence * 255,
    impossible,
  });
  return { share: free === 0 ? 0 : known / free, known: known / (width * height), keep, sure };
}

/** Uncovered pixels as a share of all pixels. A cheap upper bound of {@link Novelty.known}. */
export function noveltyBound({ coverage }: Pick<GeneratedView, 'coverage'>): number {
  return memoryPasses().countUncovered(coverage) / coverage.length;
}

/** A copy of the codes where `mask` is 1, and 0 elsewhere, in a shared buffer. */
export function masked(codes: Uint16Array, mask: Uint8Array): Uint16Array<SharedArrayBuffer> {
  const out = new Uint16Array(new SharedArrayBuffer(2 * codes.length));
  memoryPasses().maskCodes(codes, mask, out);
  return out;
}
