import type { Keyframe } from '../../../server/contracts/keyframe.ts';
import { sharedCopy } from '../../../server/contracts/picture.ts';
import type { GeneratedView } from '../../../server/contracts/view.ts';
import { entityThreshold } from '../../../server/generation/view-tensors.ts';

/** Frames of each view that the baseline remembers; those of two views fill a view's keyframes. */
export const framesOfView = 3;

/** A context window instead of a memory: the newest frames of each view. A baseline. */
export class NewestFrames {
  readonly #frames = new Map<string, Keyframe[]>();

  /** Adds a drawn view, and drops the oldest frame of its player. */
  record({ view, camera, rgb, fine, inverseDepth, entity, tick }: GeneratedView): void {
    const depth = new Uint16Array(new SharedArrayBuffer(inverseDepth.byteLength));
    // Entities are drawn from state, and never remembered.
    for (let i = 0; i < depth.length; i++) depth[i] = entity[i] >= entityThreshold ? 0 : inverseDepth[i];
    const frame = {
      id: -1,
      pose: { ...camera },
      rgb: sharedCopy(rgb),
      ...(fine && { fine: { ...fine, rgb: sharedCopy(fine.rgb) } }),
      inverseDepth: depth,
      tick,
      author: view,
    };
    this.#frames.set(view, [frame, ...(this.#frames.get(view) ?? [])].slice(0, framesOfView));
  }

  /** As keyframes, newest first. */
  get keyframes(): Keyframe[] {
    const newest = [...this.#frames.values()].flat().sort((a, b) => b.tick - a.tick);
    return newest.map((frame, id) => ({ ...frame, id }));
  }
}
