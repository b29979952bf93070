import type { TransformMatrix } from '../transforms.ts';
import type { Lens } from './lens.ts';
import type { Orientation } from './orientation.ts';

/** One posed RGB-D picture of a capture. */
export interface CaptureFrame {
  image: string;
  depth: string;
  /** Greyscale, 0 = ignore the pixel. */
  mask?: string;
  /** Greyscale, above 0 = sky. */
  sky?: string;
  /** Whether networks drew it. */
  drawn: boolean;
  /** Orientation of the stored picture. */
  orientation: Orientation;
  /** Lens of the upright picture. The matrix is that of the upright picture, too. */
  lens: Lens;
  /** In the axes of transforms.ts and the capture's own units. */
  matrix: TransformMatrix;
}
