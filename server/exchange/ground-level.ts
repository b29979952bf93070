import { type Intrinsics, unproject, type Vector3 } from '../../shared/geometry/camera.ts';
import { decodeDepth } from '../../shared/geometry/inverse-depth.ts';
import type { Keyframe } from '../contracts/keyframe.ts';

/** Pixels from one sample to the next, and to the neighbours that give a surface's slope. */
const stride = 4;
/** Metres up to which depths are asked. */
const reach = 8;
/** Cosine between a level surface's normal and up. */
const level = 0.985;
/** Metres below a camera at which ground is looked for: not tables, not the street below a window. */
const [nearest, farthest] = [0.5, 4];
/** Metres of height that are taken for one level. */
const bin = 0.05;
/** Square metres that have to be level at one height. */
const leastArea = 0.5;

/**
 * The height, metres, at which most level surface below the cameras lies: the ground, if it is where
 * it should be at 0. Undefined when hardly any was seen.
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
  // Neighbours count, too, so that ground on the border of two bins is not halved.
  const around = (height: number) => [-1, 0, 1].map((i) => areas.get(height + i) ?? 0);
  const sum = (height: number) => around(height).reduce((total, area) => total + area, 0);
  const best = [...areas.keys()].reduce((a, b) => (sum(b) > sum(a) ? b : a), 0);
  if (sum(best) < leastArea) return undefined;
  const [below, , above] = around(best);
  return bin * (best + (above - below) / sum(best));
}

/** The level surface that a pixel shows: its height and, in square metres, how much the sample stands for. */
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
