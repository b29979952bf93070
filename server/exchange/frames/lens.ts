import { PackError } from '../../pack/pack-error.ts';
import type { LensFields } from '../transforms.ts';
import type { Size } from './size.ts';

/** The lens of a frame in pixels. The centre of the first pixel is at (0.5, 0.5). */
export interface Lens {
  width: number;
  height: number;
  focalX: number;
  focalY: number;
  centreX: number;
  centreY: number;
  /** OpenCV's coefficients k1, k2, k3 (radial) and p1, p2 (tangential). */
  distortion: readonly [number, number, number, number, number];
}

export interface LensSource {
  /** The file with the fields, and the frame, such as `frames.3`. */
  file: string;
  field: string;
}

/** The picture size of a frame's intrinsics, if the file has it. */
export function lensSize(all: LensFields, own: LensFields): Size | undefined {
  const width = own.w ?? all.w;
  const height = own.h ?? all.h;
  return width === undefined || height === undefined ? undefined : { width, height };
}

/**
 * The intrinsics of a frame for a picture of `size`: from its own fields, else from those of all frames.
 * Focal lengths come from fl_x and fl_y, else from camera_angle_x and camera_angle_y.
 *
 * @throws PackError if there is neither a focal length nor an angle
 */
export function lensOf({ file, field }: LensSource, all: LensFields, own: LensFields, size: Size): Lens {
  const { width, height } = size;
  const focalX = focalOf(own.fl_x, own.camera_angle_x, width) ?? focalOf(all.fl_x, all.camera_angle_x, width);
  const focalY =
    focalOf(own.fl_y, own.camera_angle_y, height) ?? focalOf(all.fl_y, all.camera_angle_y, height);
  if (focalX === undefined) {
    const problem = 'is missing, here and at the top of the file, and so is camera_angle_x';
    const remedy = 'Give fl_x (and fl_y, cx, cy, w, h) in pixels, once for all frames or in each.';
    throw new PackError({ file, field: `${field}.fl_x`, problem, remedy });
  }
  const value = (key: 'cx' | 'cy' | 'k1' | 'k2' | 'k3' | 'p1' | 'p2') => own[key] ?? all[key];
  return {
    width,
    height,
    focalX,
    focalY: focalY ?? focalX,
    centreX: value('cx') ?? width / 2,
    centreY: value('cy') ?? height / 2,
    distortion: [value('k1') ?? 0, value('k2') ?? 0, value('k3') ?? 0, value('p1') ?? 0, value('p2') ?? 0],
  };
}

function focalOf(focal: number | undefined, angle: number | undefined, pixels: number): number | undefined {
  return focal ?? (angle === undefined ? undefined : pixels / 2 / Math.tan(angle / 2));
}
