import type { Intrinsics } from '../../../shared/geometry/camera.ts';
import type { HeldOutWorld } from '../rollout/held-out.ts';
import type { Observation } from '../rollout/rollout.ts';
import { idleTicks, SeenBefore } from './seen-before.ts';

/** A view counts as a revisit if at least this share of it was seen before. */
const revisitShare = 0.9;
/** Ticks between the views that are recorded. */
export const recordEvery = 4;

/** Tells which views of a world show places that were seen at least idleTicks before. Views are given in their order. */
export class Revisits {
  readonly #seen: SeenBefore;

  constructor(intrinsics: Intrinsics) {
    this.#seen = new SeenBefore(intrinsics);
  }

  /** The world seed's keyframes count as views before the first tick. */
  begin({ worldSeed }: Pick<HeldOutWorld, 'worldSeed'>): void {
    for (const keyframe of worldSeed.keyframes) this.#seen.record(0, keyframe.pose, keyframe.inverseDepth);
  }

  /** Whether a view is a revisit. The view itself is seen from now on. */
  next({ tick, camera, truth }: Pick<Observation, 'tick' | 'camera' | 'truth'>): boolean {
    const isKnown = (until: number) => this.#seen.share(until, camera, truth.inverseDepth) >= revisitShare;
    const revisit = tick >= idleTicks && isKnown(tick - idleTicks);
    if (tick % recordEvery === 0 && (revisit || isKnown(tick)))
      this.#seen.record(tick, camera, truth.inverseDepth);
    return revisit;
  }
}
