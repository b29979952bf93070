import type { Manifest } from '../../shared/pack.ts';
import type { GeneratedView } from '../contracts/view.ts';
import { memoryPasses } from './passes/choose-passes.ts';

/**
 * Which of a drawn view's pixels are worth remembering. What memory covered is not: it would come
 * back a little worse each time it is drawn and written. Nor is what the model was unsure of, or what
 * it smeared between a near and a far surface. What it imagined is, however unsure, unless it
 * contradicts what was seen: there is no other truth of that place, and it must stay as it was first
 * seen.
 */
export interface Novelty {
  /** Share of the view's pixels without entities that memory did not cover and that can be kept. */
  share: number;
  /** Share of all pixels that can be kept. */
  known: number;
  /** 1 where a pixel can be kept, [H, W]. */
  keep: Uint8Array;
  /** 1 where a pixel's depth can be relied on, covered or not, [H, W]. */
  sure: Uint8Array;
}

/** `impossible` marks pixels [H, W] whose drawn surface contradicts what is known (free-space.ts). */
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

/** Share of all pixels that memory did not cover: {@link Novelty.known} is at most this, and this costs little. */
export function uncoveredShare({ coverage }: Pick<GeneratedView, 'coverage'>): number {
  return memoryPasses().countUncovered(coverage) / coverage.length;
}

/** The codes where `mask` is 1, 0 elsewhere, in a shared buffer of their own. */
export function masked(codes: Uint16Array, mask: Uint8Array): Uint16Array<SharedArrayBuffer> {
  const out = new Uint16Array(new SharedArrayBuffer(2 * codes.length));
  memoryPasses().maskCodes(codes, mask, out);
  return out;
}
