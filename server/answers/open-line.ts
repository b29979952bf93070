import { type Intrinsics, type Pose, project, type Vector3 } from '../../shared/geometry/camera.ts';
import { decodeDepth } from '../../shared/geometry/inverse-depth.ts';
import type { SolidGrid } from '../../shared/geometry/range-scan.ts';
import type { Keyframe } from '../contracts/keyframe.ts';

/** Metres between points of a line that are looked at, and that a keyframe has to see past a point. */
const stride = 0.1;
const past = 0.08;
/** Metres from a camera within which keyframes are asked. */
const near = 15;

/** What memory knows of walls: where, and what keyframes see past them. */
export interface KnownWalls {
  readonly ground: SolidGrid;
  readonly intrinsics: Intrinsics;
  /** All keyframes; iterates anew for each reader. */
  readonly memory: { readonly keyframes: Iterable<Keyframe> };
}

/**
 * Whether lines from a camera are open as far as memory knows. Where walls stand below one, a keyframe has to see past
 * it there: it leads over a low wall then, and does not where a network has painted a gap that is none.
 */
export function openLines(
  camera: Pose,
  { ground, intrinsics, memory }: KnownWalls,
): (to: Vector3) => boolean {
  let around: readonly Keyframe[] | undefined;
  /** What saw past the last point sees past the next one, too, as a rule. */
  let last: Keyframe | undefined;
  const isSeenPast = (point: Vector3) => {
    if (last !== undefined && seesPast(last, point, intrinsics)) return true;
    around ??= [...memory.keyframes].filter(
      ({ pose }) => Math.hypot(pose.x - camera.x, pose.z - camera.z) < near,
    );
    last = around.find((keyframe) => seesPast(keyframe, point, intrinsics));
    return last !== undefined;
  };
  return (to) => {
    const [dx, dy, dz] = [to.x - camera.x, to.y - camera.y, to.z - camera.z];
    const steps = Math.ceil(Math.hypot(dx, dy, dz) / stride);
    for (let step = 1; step < steps; step++) {
      const share = step / steps;
      const point = { x: camera.x + dx * share, y: camera.y + dy * share, z: camera.z + dz * share };
      const cells = [Math.floor(point.x / ground.cellSize), Math.floor(point.z / ground.cellSize)] as const;
      if (!ground.solidAt(...cells)) continue;
      if (!isSeenPast(point)) return false;
    }
    return true;
  };
}

function seesPast({ pose, inverseDepth }: Keyframe, point: Vector3, intrinsics: Intrinsics): boolean {
  const { u, v, depth } = project(intrinsics, pose, point);
  const [column, row] = [Math.floor(u), Math.floor(v)];
  if (depth < 0.1 || column < 0 || row < 0) return false;
  if (column >= intrinsics.width || row >= intrinsics.height) return false;
  const code = inverseDepth[row * intrinsics.width + column];
  return code > 0 && decodeDepth(code) > depth + past;
}
