import type { Entity } from '../../shared/entity.ts';
import type { Pose } from '../../shared/geometry/camera.ts';
import type { Sketch } from '../../shared/sketch.ts';
import type { Keyframe } from './keyframe.ts';
import type { Picture, PictureSize } from './picture.ts';
import type { PlannedGround } from './planned-ground.ts';

/** Coverage code (0 to 255) from which a pixel of a view counts as covered by memory. */
export const coveredFrom = 128;

/** Mask value (0 to 255) from which a pixel of a view shows an entity. */
export const entityFrom = 128;

/** What a view is for: where several wait for the same processor, those of players come first. */
export type ViewPriority = 'player' | 'spectator';

/** One view to draw. */
export interface ViewRequest {
  /** The room and the player (session id) it is drawn for. */
  room: string;
  view: string;
  /** Seed of the room's noise: (roomSeed, tick, view) decide every random number. */
  roomSeed: number;
  tick: number;
  camera: Pose;
  /** The view's previous frame (slot 0), if there is one. */
  previous: GeneratedView | undefined;
  /** At most K - 1, best first. */
  keyframes: readonly Keyframe[];
  /** All that could show, nearest first, at most M. */
  entities: readonly Entity[];
  /** Those that memory was taken under and that apply to drawing, scaled to [0, 1], in the manifest's order. */
  controls: readonly number[];
  /** What the view is to look like where that is not how memory looks. */
  look?: RequestedLook;
  /** Size of the picture that people are to see; the view's own by default. One of the manifest's `view.sizes`. */
  size?: PictureSize;
  /** What a host has said of the places that could show, and memory may not know; none by default. */
  sketches?: readonly Sketch[];
  /** The room's map around the camera, where it has one: what memory has not seen is painted from it. */
  ground?: PlannedGround;
  /** A player's by default. */
  priority?: ViewPriority;
}

/** What people are to see of a view whose own size is `size`: the largest picture there is, in the look asked for. */
export function pictureOf(
  { rgb, shown, fine, fineShown }: Pick<GeneratedView, 'rgb' | 'shown' | 'fine' | 'fineShown'>,
  { width, height }: PictureSize,
): Picture {
  const large = shown === undefined ? fine : fineShown;
  return large ?? { width, height, rgb: shown ?? rgb };
}

/** Controls that a host asked for, as relight.onnx takes them. */
export interface RequestedLook {
  /** [R], see shared/controls.ts. */
  asked: readonly number[];
  guidance: number;
  /** Where the sun stands in the pictures of memory: its azimuth, radians as a yaw is; undefined = unknown. */
  sun: number | undefined;
}

/** What the sampler makes of it. Planes are row-major. */
export interface GeneratedView {
  room: string;
  view: string;
  tick: number;
  camera: Pose;
  /** uint8 [3, H, W], in the look of memory: what is remembered, and what the next view is drawn from. */
  rgb: Uint8Array<SharedArrayBuffer>;
  /** uint8 [3, H, W], what people are shown instead of `rgb` where another look was requested. */
  shown?: Uint8Array<SharedArrayBuffer>;
  /** The same as `rgb`, and as `shown`, in the size that was requested where that is larger. */
  fine?: Picture;
  fineShown?: Picture;
  /** uint16 [H, W], codes of shared/geometry/inverse-depth.ts. */
  inverseDepth: Uint16Array<SharedArrayBuffer>;
  /** uint8 [H, W], 255 = surely an entity. */
  entity: Uint8Array<SharedArrayBuffer>;
  /** uint8 [H, W], 255 = sure. */
  confidence: Uint8Array<SharedArrayBuffer>;
  /** uint8 [H, W], 255 = memory covered the pixel before it was drawn. */
  coverage: Uint8Array<SharedArrayBuffer>;
  /** uint8 [H, W], 1 = painted from the room's map; left out where there is no map. */
  painted?: Uint8Array<SharedArrayBuffer>;
  /** uint8 [3, H, W], the reprojection alone; only when asked for (evaluation). */
  warp?: Uint8Array<SharedArrayBuffer>;
  /** The same in the size that was requested where that is larger. */
  fineWarp?: Picture;
  /** True when `imagine` ran for this view. */
  imagined: boolean;
  /** Where this player's view was last imagined, as long as it has been near there since. */
  imaginedFrom?: Pose;
  /** Milliseconds of its share of the batch. */
  milliseconds: number;
}
