import type { Intrinsics } from '../../shared/geometry/camera.ts';
import { memoryPasses } from './passes/choose-passes.ts';
import type { SeenDepth } from './passes/memory-passes.ts';

/**
 * Free-space carving: a mask [H, W] with 1 for each pixel of `view` whose surface lies where one of
 * `keyframes` sees empty space. A keyframe that sees a surface proves that the space in front of it is empty.
 * An imagined surface in that space would hide known surfaces from other directions.
 */
export function contradictions(
  intrinsics: Intrinsics,
  view: SeenDepth,
  keyframes: readonly SeenDepth[],
): Uint8Array {
  return memoryPasses().contradictions(intrinsics, view, keyframes);
}
