import type { Pose } from '../../shared/geometry/camera.ts';

/**
 * A posed RGB-D picture that a room remembers. Pixels live in shared buffers, so that generation
 * workers read them without a copy. Planes are row-major, H rows of W pixels.
 */
export interface Keyframe {
  /** 0 and up; below 0 it is one of the room's pictures of the sky alone (sky-plates.ts). */
  id: number;
  pose: Pose;
  /** uint8 [3, H, W]. */
  rgb: Uint8Array<SharedArrayBuffer>;
  /** uint16 [H, W], codes of shared/geometry/inverse-depth.ts; 0 where unknown, unsure or an entity. */
  inverseDepth: Uint16Array<SharedArrayBuffer>;
  /** Tick of writing; 0 for the world seed. */
  tick: number;
  /** Session id of the player who saw it; empty for the world seed. */
  author: string;
}
