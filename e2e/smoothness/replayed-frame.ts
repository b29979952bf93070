import type { PictureLayer } from '../../client/video/frame-pair.ts';
import type { Vector3 } from '../../shared/geometry/camera.ts';
import type { Look } from '../../shared/geometry/look.ts';
import type { PathPoint } from './true-path.ts';

/** How a recording is replayed. */
export interface ReplayMode {
  /** Whether walking is compensated. Turning always is. */
  walking: boolean;
  /** Pixels of the screen. */
  width: number;
  height: number;
  /** Milliseconds between two frames of the screen. */
  period: number;
}

/** A frame of the virtual screen. */
export interface ReplayedFrame {
  /** Milliseconds, on the recording's clock. */
  at: number;
  /** Milliseconds that drawing and reading it took, which the virtual clock leaves out. */
  milliseconds: number;
  /** Base64 of [height, width, 3]. */
  rgb: string;
  /** Tick of the frame of the stream that is displayed; this and the following are undefined before the first one. */
  tick?: number;
  walks?: boolean;
  eyes?: { frame: Vector3; displayed: Vector3; player: Vector3 };
  looks?: { displayed: Look; player: Look };
  layers?: PictureLayer[];
}

/** What a frame of the screen costs a page, without what a graphics card does. */
export interface FrameCost {
  /** Milliseconds of the main thread for the frame of the screen. */
  frame: number;
  /** The same for each frame of the stream, and for each depth map, that came since the one before. */
  uploads: number[];
  maps: number[];
  /** Draw calls of WebGL, and the vertices that they place. */
  calls: number;
  vertices: number;
}

/** What a replaying page offers. */
export interface ReplayPage {
  /** The next frames of the screen, at most so many; none at the end. */
  advance(count: number): ReplayedFrame[];
  /** The same frames, unread and with draw calls that do nothing. */
  spend(count: number): FrameCost[];
  /** Inputs that the replayed devices would have sent otherwise than the recorded page did. */
  readonly differing: number;
  /** Where the room had the player's eye after each input, and when each was sent: milliseconds, by sequence. */
  readonly path: { points: PathPoint[]; sentAt: [sequence: number, at: number][] };
}
