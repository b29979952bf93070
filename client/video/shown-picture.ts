import type { Look } from '../../shared/geometry/look.ts';
import type { FrameMark } from '../../shared/media.ts';

/** The displayed picture. */
export interface ShownPicture {
  /** Mark of its frame. */
  mark: FrameMark;
  /** Direction of the picture: the frame's own, or rotated by look compensation. */
  look: Look;
}
