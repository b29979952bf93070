import type { Intrinsics } from '../../shared/geometry/camera.ts';
import type { Keyframe } from '../contracts/keyframe.ts';
import { CoverageIndex } from '../memory/coverage-retrieval.ts';

/**
 * Selects at most `count` keyframes, in their order. It repeatedly removes the one whose view the others
 * cover best. Redundancy can only fall as others are removed, so an old value is an upper bound.
 */
export function chooseCovering(keyframes: readonly Keyframe[], count: number, view: Intrinsics): Keyframe[] {
  if (keyframes.length <= count) return [...keyframes];
  const index = new CoverageIndex(view);
  for (const { id, pose, inverseDepth } of keyframes) index.add(id, pose, inverseDepth);
  const bounds = new Map(keyframes.map(({ id }) => [id, Number.POSITIVE_INFINITY]));
  while (bounds.size > count) {
    let [most] = bounds;
    for (;;) {
      for (const entry of bounds) if (entry[1] > most[1]) most = entry;
      const fresh = index.redundancy(most[0]);
      bounds.set(most[0], fresh);
      if (fresh >= Math.max(...bounds.values())) break;
      most = [most[0], fresh];
    }
    index.remove(most[0]);
    bounds.delete(most[0]);
  }
  return keyframes.filter(({ id }) => bounds.has(id));
}
