import { cameraAxes, type Intrinsics, type Pose } from '../../shared/geometry/camera.ts';
import { encodeDepth, skyCode } from '../../shared/geometry/inverse-depth.ts';

/** An axis-aligned box in a test scene, metres. */
export interface Box {
  minimum: readonly [number, number, number];
  maximum: readonly [number, number, number];
  colour: readonly [number, number, number];
}

/** A square room of 12 m with a pillar and a low wall, under open sky. */
export const boxScene: readonly Box[] = [
  { minimum: [-6.2, 0, -6.2], maximum: [-6, 3, 6.2], colour: [180, 90, 80] },
  { minimum: [6, 0, -6.2], maximum: [6.2, 3, 6.2], colour: [80, 120, 190] },
  { minimum: [-6, 0, -6.2], maximum: [6, 3, -6], colour: [190, 180, 90] },
  { minimum: [-6, 0, 6], maximum: [6, 3, 6.2], colour: [90, 170, 110] },
  { minimum: [2, 0, 2], maximum: [2.8, 2.5, 2.8], colour: [150, 110, 160] },
  { minimum: [-4, 0, 1], maximum: [-1, 1.2, 1.25], colour: [120, 140, 150] },
];

/** Ray-traced RGB [3, H, W] and inverse depth codes [H, W] of boxes on a floor at height 0. */
export function renderScene(
  boxes: readonly Box[],
  intrinsics: Intrinsics,
  pose: Pose,
): { rgb: Uint8Array<SharedArrayBuffer>; inverseDepth: Uint16Array<SharedArrayBuffer> } {
  const { width, height, focal } = intrinsics;
  const pixels = width * height;
  const rgb = new Uint8Array(new SharedArrayBuffer(3 * pixels));
  const inverseDepth = new Uint16Array(new SharedArrayBuffer(2 * pixels));
  const axes = cameraAxes(pose);
  const origin = [pose.x, pose.y, pose.z];
  const direction = [0, 0, 0];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const right = (column + 0.5 - width / 2) / focal;
      const up = (height / 2 - row - 0.5) / focal;
      for (let axis = 0; axis < 3; axis++) {
        direction[axis] = axes[axis] * right + axes[3 + axis] * up + axes[6 + axis];
      }
      let depth = direction[1] < 0 ? -pose.y / direction[1] : Number.POSITIVE_INFINITY;
      let colour: readonly number[] = depth < Number.POSITIVE_INFINITY ? [110, 105, 95] : [150, 190, 235];
      for (const box of boxes) {
        const hit = boxDistance(box, origin, direction);
        if (hit < depth) {
          depth = hit;
          colour = box.colour;
        }
      }
      const pixel = row * width + column;
      // A texture in world space, so that lossy compression has visible errors.
      const x = pose.x + direction[0] * depth;
      const y = pose.y + direction[1] * depth;
      const z = pose.z + direction[2] * depth;
      const far = depth > 1000;
      const shade = far
        ? 1
        : 0.75 + 0.25 * Math.sign(Math.sin(4 * x) * Math.sin(4 * y + 1) * Math.sin(4 * z));
      for (let channel = 0; channel < 3; channel++) rgb[channel * pixels + pixel] = colour[channel] * shade;
      inverseDepth[pixel] = far ? skyCode : encodeDepth(depth);
    }
  }
  return { rgb, inverseDepth };
}

function boxDistance(box: Box, origin: readonly number[], direction: readonly number[]): number {
  let near = 0.01;
  let far = Number.POSITIVE_INFINITY;
  for (let axis = 0; axis < 3; axis++) {
    const a = (box.minimum[axis] - origin[axis]) / direction[axis];
    const b = (box.maximum[axis] - origin[axis]) / direction[axis];
    near = Math.max(near, Math.min(a, b));
    far = Math.min(far, Math.max(a, b));
  }
  return near <= far ? near : Number.POSITIVE_INFINITY;
}
