import type { Intrinsics } from '../../shared/geometry/camera.ts';
import { memoryPasses } from './passes/choose-passes.ts';
import type { SeenDepth } from './passes/memory-passes.ts';

/**
 * What is known to be empty: a keyframe that sees a surface sees through everything before it. A
 * surface imagined there would hide, for everybody who looks from elsewhere, what is known.
 *
 * 1 for each pixel of `view` [H, W] that stands where one of `keyframes` sees empty space.
 */
export function contradictions(
  intrinsics: Intrinsics,
  view: SeenDepth,
  keyframes: readonly SeenDepth[],
): Uint8Array {
  return memoryPasses().contradictions(intrinsics, view, keyframes);
}
