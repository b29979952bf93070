import type { Look } from '../../shared/geometry/look.ts';
import type { FrameMark } from '../../shared/media.ts';

/** The picture on the screen. */
export interface ShownPicture {
  /** Mark of its frame. */
  mark: FrameMark;
  /** Where the picture looks: as the frame, or turned from there by look compensation. */
  look: Look;
}
