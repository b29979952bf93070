import { cameraAxes, type Intrinsics } from '../../shared/geometry/camera.ts';
import type { Look } from '../../shared/geometry/look.ts';

/** A 3 x 3 matrix, row-major. */
export type Homography = Float64Array;

/**
 * The homography that takes pixels of a camera that looks along `view` to those of a camera in the
 * same place, with the same intrinsics, that looks along `frame`: K R_frame R_view^T K^-1 (Hartley and
 * Zisserman, Multiple View Geometry, 8.4.2). It holds whatever the depth, because the place is the
 * same. Homogeneous pixels (u, v, 1) as in camera.ts; a third coordinate of 0 or less is behind the frame.
 *
 * @returns nine numbers, row-major
 */
export function lookHomography(view: Look, frame: Look, intrinsics: Intrinsics): Homography {
  const { width, height, focal } = intrinsics;
  const v = cameraAxes(view);
  const f = cameraAxes(frame);
  const rotation = new Float64Array(9);
  for (let row = 0; row < 9; row += 3) {
    for (let column = 0; column < 3; column++) {
      const c = column * 3;
      rotation[row + column] = f[row] * v[c] + f[row + 1] * v[c + 1] + f[row + 2] * v[c + 2];
    }
  }
  const [cx, cy] = [width / 2, height / 2];
  // Camera space has y up and pixels have v down, hence the signs.
  const toPixels = [focal, 0, cx, 0, -focal, cy, 0, 0, 1];
  const toRay = [1 / focal, 0, -cx / focal, 0, -1 / focal, cy / focal, 0, 0, 1];
  return multiply(multiply(toPixels, rotation), toRay);
}

/** The pixel to which a homography maps (u, v); `ahead` is 0 or less for points behind the frame. */
export function applied(h: Homography, u: number, v: number): { u: number; v: number; ahead: number } {
  const ahead = h[6] * u + h[7] * v + h[8];
  return { u: (h[0] * u + h[1] * v + h[2]) / ahead, v: (h[3] * u + h[4] * v + h[5]) / ahead, ahead };
}

/** The matrix product of two 3 x 3 matrices, row-major. */
export function multiply(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  const product = new Float64Array(9);
  for (let row = 0; row < 9; row += 3) {
    for (let column = 0; column < 3; column++) {
      product[row + column] = a[row] * b[column] + a[row + 1] * b[column + 3] + a[row + 2] * b[column + 6];
    }
  }
  return product;
}
