import { isDeepStrictEqual } from 'node:util';
import type { Keyframe } from '../../contracts/keyframe.ts';
import type { GeneratedView, ViewRequest } from '../../contracts/view.ts';

interface DrawnRequest {
  request: ViewRequest;
  view: GeneratedView;
  /** Whether the last draw gave exactly the picture of the one before. */
  atRest: boolean;
}

/**
 * Views in which nothing changes: the same camera, keyframes, entities, controls and sketches as at the last
 * draw, and a settled picture. A player who stands still and watches costs no drawing.
 */
export class UnchangedViews {
  readonly #drawn = new Map<string, DrawnRequest>();

  /** The view that drawing `request` again would give, or undefined if it must be drawn. */
  find(request: ViewRequest): GeneratedView | undefined {
    const last = this.#drawn.get(request.view);
    if (!last?.atRest || !isSameRequest(last.request, request)) return undefined;
    return { ...last.view, tick: request.tick, imagined: false, milliseconds: 0 };
  }

  /** Records the result of a request. */
  drawn(request: ViewRequest, view: GeneratedView): void {
    const last = this.#drawn.get(request.view);
    const again = last !== undefined && !view.imagined && isSameRequest(last.request, request);
    this.#drawn.set(request.view, {
      request,
      view,
      atRest: again && isSamePicture(last.view, view),
    });
  }

  /** Drops a view that no longer exists. */
  delete(view: string): void {
    this.#drawn.delete(view);
  }
}

/** Whether two requests of a view are equal except for tick and previous frame. */
function isSameRequest(a: ViewRequest, b: ViewRequest): boolean {
  return (
    isDeepStrictEqual(a.camera, b.camera) &&
    a.keyframes.length === b.keyframes.length &&
    a.keyframes.every((keyframe, i) => isSameKeyframe(keyframe, b.keyframes[i])) &&
    isDeepStrictEqual(a.entities, b.entities) &&
    isDeepStrictEqual(a.controls, b.controls) &&
    isDeepStrictEqual(a.look, b.look) &&
    isDeepStrictEqual(a.size, b.size) &&
    isDeepStrictEqual(a.sketches, b.sketches) &&
    a.ground === b.ground
  );
}

/** Keyframes never change. Sky plates change in place and count their revisions. */
function isSameKeyframe(a: Keyframe, b: Keyframe): boolean {
  return a.rgb === b.rgb && a.inverseDepth === b.inverseDepth && a.revision === b.revision;
}

function isSamePicture(a: GeneratedView, b: GeneratedView): boolean {
  return Buffer.compare(bytesOf(a.rgb), bytesOf(b.rgb)) === 0;
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
