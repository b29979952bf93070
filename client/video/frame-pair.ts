import type { DepthMap } from '../../shared/depth-map.ts';
import type { Pose } from '../../shared/geometry/camera.ts';
import type { FrameMark } from '../../shared/media.ts';

/** A frame that came: its mark, and whether its picture was taken for compensation. */
export interface MarkedFrame {
  mark: FrameMark;
  taken: boolean;
}

/** A frame that is displayed. */
export interface ShownFrame extends MarkedFrame {
  map: DepthMap | undefined;
  /** When it was first displayed, milliseconds. */
  since: number;
}

/** A frame that still shows through the displayed one, and the opacity of the latter, 0 to 1. */
export interface Fading {
  former: ShownFrame;
  opacity: number;
}

/** A frame in a picture: its camera, and its share of the colours. */
export interface PictureLayer {
  pose: Pose;
  rtpTimestamp: number;
  share: number;
}

/** Milliseconds for which a new frame fades in over the one before. */
const fadeTime = 70;
/** Milliseconds for which the frame before stays, moved on by its depth map, while those after it have none. */
const longestHold = 250;

/**
 * The displayed frame and the one before it. Maps come over an unreliable channel: a frame whose map is late waits, and one
 * whose map is lost is left out, as long as the frame before can stand in for it.
 */
export class FramePair {
  #shown: ShownFrame | undefined;
  #former: ShownFrame | undefined;
  #waiting: (MarkedFrame & { since: number }) | undefined;

  get shown(): ShownFrame | undefined {
    return this.#shown;
  }

  /**
   * A frame came at `now`, with its map or without. Returns it if it is displayed from now on. `expected` is whether a map is
   * likely to come.
   */
  came(
    frame: MarkedFrame,
    map: DepthMap | undefined,
    expected: boolean,
    now: number,
  ): ShownFrame | undefined {
    const shown = this.#shown;
    const holds = shown?.map !== undefined && shown.mark.view === frame.mark.view && frame.taken;
    if (map === undefined && expected && holds) {
      this.#waiting = { ...frame, since: this.#waiting?.since ?? now };
      return undefined;
    }
    return this.#show(frame, map, now);
  }

  /** To be called at every display frame: returns the frame that waited, if it is displayed from now on. */
  waited(mapOf: (mark: FrameMark) => DepthMap | undefined, now: number): ShownFrame | undefined {
    const waiting = this.#waiting;
    if (waiting === undefined) return undefined;
    const map = mapOf(waiting.mark);
    if (map === undefined && now - waiting.since < longestHold) return undefined;
    return this.#show({ mark: waiting.mark, taken: waiting.taken }, map, now);
  }

  /** The frame that still shows through the displayed one at `now`, and the opacity of that one. */
  fading(now: number): Fading | undefined {
    const shown = this.#shown;
    const former = this.#former;
    if (shown?.map === undefined || former === undefined) return undefined;
    const opacity = (now - shown.since) / fadeTime;
    return opacity < 1 ? { former, opacity: Math.max(0, opacity) } : undefined;
  }

  #show(frame: MarkedFrame, map: DepthMap | undefined, now: number): ShownFrame {
    const before = this.#shown;
    const fades = before?.map !== undefined && before.mark.view === frame.mark.view;
    this.#former = fades ? before : undefined;
    this.#waiting = undefined;
    this.#shown = { ...frame, map, since: now };
    return this.#shown;
  }
}

/** The frames of a picture, the newest first. */
export function layersOf(shown: ShownFrame, fading: Fading | undefined): PictureLayer[] {
  const layer = ({ mark }: ShownFrame, share: number): PictureLayer => {
    return { pose: mark.pose, rtpTimestamp: mark.rtpTimestamp, share };
  };
  if (fading === undefined) return [layer(shown, 1)];
  return [layer(shown, fading.opacity), layer(fading.former, 1 - fading.opacity)];
}
