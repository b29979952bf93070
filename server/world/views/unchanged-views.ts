import { isDeepStrictEqual } from 'node:util';
import type { Keyframe } from '../../contracts/keyframe.ts';
import type { GeneratedView, ViewRequest } from '../../contracts/view.ts';

interface DrawnRequest {
  request: ViewRequest;
  view: GeneratedView;
  /** The last draw gave the very picture of the one before it. */
  atRest: boolean;
}

/**
 * Views in which nothing changes any more: the same camera, keyframes, entities, controls and sketches as at the draw
 * before, and a picture that is at rest. Who stands still and watches then costs no drawing at all.
 */
export class UnchangedViews {
  readonly #drawn = new Map<string, DrawnRequest>();

  /** The view that drawing `request` again would give; undefined when it has to be drawn. */
  find(request: ViewRequest): GeneratedView | undefined {
    const last = this.#drawn.get(request.view);
    if (!last?.atRest || !isSameRequest(last.request, request)) return undefined;
    return { ...last.view, tick: request.tick, imagined: false, milliseconds: 0 };
  }

  /** Says what a request was drawn as. */
  drawn(request: ViewRequest, view: GeneratedView): void {
    const last = this.#drawn.get(request.view);
    const again = last !== undefined && !view.imagined && isSameRequest(last.request, request);
    this.#drawn.set(request.view, {
      request,
      view,
      atRest: again && isSamePicture(last.view, view),
    });
  }

  /** Nobody asks for this view any more. */
  delete(view: string): void {
    this.#drawn.delete(view);
  }
}

/** Whether two requests of a view ask for the same but for tick and previous frame. */
function isSameRequest(a: ViewRequest, b: ViewRequest): boolean {
  return (
    isDeepStrictEqual(a.camera, b.camera) &&
    a.keyframes.length === b.keyframes.length &&
    a.keyframes.every((keyframe, i) => isSameKeyframe(keyframe, b.keyframes[i])) &&
    isDeepStrictEqual(a.entities, b.entities) &&
    isDeepStrictEqual(a.controls, b.controls) &&
    isDeepStrictEqual(a.look, b.look) &&
    isDeepStrictEqual(a.size, b.size) &&
    isDeepStrictEqual(a.sketches, b.sketches)
  );
}

/** Keyframes never change; sky plates do, in place, and count their revisions. */
function isSameKeyframe(a: Keyframe, b: Keyframe): boolean {
  return a.rgb === b.rgb && a.inverseDepth === b.inverseDepth && a.revision === b.revision;
}

function isSamePicture(a: GeneratedView, b: GeneratedView): boolean {
  return Buffer.compare(bytesOf(a.rgb), bytesOf(b.rgb)) === 0;
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
