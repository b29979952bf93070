import type { Pose } from '../../shared/geometry/camera.ts';
import type { FrameMark } from '../../shared/media.ts';

/** The displayed picture. */
export interface ShownPicture {
  /** Mark of its frame. */
  mark: FrameMark;
  /** From where it is seen: the frame's own camera, or where look compensation puts it. */
  camera: Pose;
}
