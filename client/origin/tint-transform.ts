import { type Intrinsics, intrinsicsAt } from '../../shared/geometry/camera.ts';
import type { Look } from '../../shared/geometry/look.ts';
import { lookHomography } from '../video/look-homography.ts';

/**
 * The CSS transform, about the upper left corner, that turns a layer over the picture from the camera `drawn` to `shown`, as
 * look compensation turns the picture. `width` is that of the layer in CSS pixels.
 */
export function tintTransform(drawn: Look, shown: Look, view: Intrinsics, width: number): string {
  if (drawn.yaw === shown.yaw && drawn.pitch === shown.pitch) return 'none';
  const [a, b, c, d, e, f, g, h, i] = lookHomography(drawn, shown, intrinsicsAt(view, width));
  const columns = [a, d, 0, g, b, e, 0, h, 0, 0, 1, 0, c, f, 0, i];
  return `matrix3d(${columns.map((number) => number.toFixed(9)).join(', ')})`;
}
