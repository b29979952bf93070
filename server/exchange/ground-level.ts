import { type Intrinsics, unproject, type Vector3 } from '../../shared/geometry/camera.ts';
import { decodeDepth } from '../../shared/geometry/inverse-depth.ts';
import type { Keyframe } from '../contracts/keyframe.ts';

/** Pixels between two samples, and to the neighbours that give a surface's slope. */
const stride = 4;
/** Depth in metres up to which pixels are used. */
const reach = 8;
/** Least cosine between a level surface's normal and up. */
const level = 0.985;
/** Metres below a camera at which ground is searched, to exclude tables and the street below a window. */
const [nearest, farthest] = [0.5, 4];
/** Height of one bin, metres. */
const bin = 0.05;
/** Least level area at one height, square metres. */
const leastArea = 0.5;

/**
 * The height in metres with the most level surface below the cameras. This is the ground, which should be at
 * 0. Undefined if too little was seen.
 */
export function groundLevel(
  keyframes: readonly Pick<Keyframe, 'pose' | 'inverseDepth'>[],
  view: Intrinsics,
): number | undefined {
  const areas = new Map<number, number>();
  for (const keyframe of keyframes) {
    const eye = keyframe.pose.y;
    for (let row = 1; row < view.height - 2; row += stride) {
      for (let column = 1; column < view.width - 2; column += stride) {
        const patch = patchAt(keyframe, view, row, column);
        if (patch === undefined || patch.y > eye - nearest || patch.y < eye - farthest) continue;
        const height = Math.round(patch.y / bin);
        areas.set(height, (areas.get(height) ?? 0) + patch.area);
      }
    }
  }
  // Neighbouring bins count, too, so that ground on the border of two bins is not halved.
  const around = (height: number) => [-1, 0, 1].map((i) => areas.get(height + i) ?? 0);
  const sum = (height: number) => around(height).reduce((total, area) => total + area, 0);
  const best = [...areas.keys()].reduce((a, b) => (sum(b) > sum(a) ? b : a), 0);
  if (sum(best) < leastArea) return undefined;
  const [below, , above] = around(best);
  return bin * (best + (above - below) / sum(best));
}

/**
 * The level surface at a pixel: its height in metres, and the area that the sample represents in square
 * metres. Undefined if the surface is not level.
 */
function patchAt(
  { pose, inverseDepth }: Pick<Keyframe, 'pose' | 'inverseDepth'>,
  view: Intrinsics,
  row: number,
  column: number,
): { y: number; area: number } | undefined {
  const at = (down: number, right: number): Vector3 | undefined => {
    const code = inverseDepth[(row + down) * view.width + column + right];
    const depth = code === 0 ? Number.POSITIVE_INFINITY : decodeDepth(code);
    return depth > reach ? undefined : unproject(view, pose, column + right + 0.5, row + down + 0.5, depth);
  };
  const [here, right, below] = [at(0, 0), at(0, 1), at(1, 0)];
  if (!here || !right || !below) return undefined;
  const a = { x: right.x - here.x, y: right.y - here.y, z: right.z - here.z };
  const b = { x: below.x - here.x, y: below.y - here.y, z: below.z - here.z };
  const up = a.z * b.x - a.x * b.z;
  const area = Math.hypot(a.y * b.z - a.z * b.y, up, a.x * b.y - a.y * b.x);
  return Math.abs(up) < level * area ? undefined : { y: here.y, area: area * stride * stride };
}
