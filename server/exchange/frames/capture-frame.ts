import type { TransformMatrix } from '../transforms.ts';
import type { Lens } from './lens.ts';
import type { Orientation } from './orientation.ts';

/** One posed RGB-D picture of a capture. */
export interface CaptureFrame {
  image: string;
  depth: string;
  /** Greyscale, 0 = not to be used. */
  mask?: string;
  /** Greyscale, over 0 = sky. */
  sky?: string;
  /** Whether networks drew it. */
  drawn: boolean;
  /** How the stored picture is turned to stand upright. */
  orientation: Orientation;
  /** Of the upright picture, as is the matrix. */
  lens: Lens;
  /** In the axes of transforms.ts, in the capture's own units. */
  matrix: TransformMatrix;
}
