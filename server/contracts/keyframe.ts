import type { Pose } from '../../shared/geometry/camera.ts';
import type { Picture } from './picture.ts';

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
  /** The same picture with more pixels, where there was one. */
  fine?: Picture;
  /** uint16 [H, W], codes of shared/geometry/inverse-depth.ts; 0 where unknown, unsure or an entity. */
  inverseDepth: Uint16Array<SharedArrayBuffer>;
  /** Tick of writing; 0 for the world seed. */
  tick: number;
  /**
   * Session id of the player whose view it was drawn for, {@link savedAuthor} when that was in an earlier room;
   * empty when it was captured, as those of a world seed mostly are.
   */
  author: string;
  /** Changes whenever pixels of it do, which only those of sky plates do. */
  revision?: number;
}

/**
 * Author of drawn keyframes that came with a saved world: session ids mean nothing in another room.
 * It is shorter than any session id.
 */
export const savedAuthor = 'saved';

/**
 * Whether networks drew a keyframe. Drawn depths are less exact than captured ones and may show what is not there,
 * so memory trusts them less.
 */
export function isDrawn({ author }: Pick<Keyframe, 'author'>): boolean {
  return author !== '';
}
