import { halfExtents } from '../../../shared/entity.ts';
import { type Intrinsics, type Pose, project, type Vector3 } from '../../../shared/geometry/camera.ts';
import type { Look } from '../../../shared/geometry/look.ts';

/** Metres from which on names are left out. */
export const nameReach = 30;
/** Metres of the middle of a head above the feet, and of what a name stands on. */
export const headHeight = 2 * halfExtents.player[1] - 0.15;
export const nameHeight = 2 * halfExtents.player[1] + 0.1;
/** Metres in front of the eye within which nothing is in the picture. */
const nearest = 0.1;
/** Depth in metres at which a name has its own size, and the limits of its scale. */
const ownSizeAt = 6;
const smallest = 0.65;
const largest = 1.15;

/** Where a name stands: the middle of its lower edge in pixels of the picture, and how large it is. */
export interface NamePlacement {
  u: number;
  v: number;
  scale: number;
}

/**
 * Where the name of a player belongs in the picture; undefined when the head is not in it. `pose` is
 * that of the frame; `look` is where the picture looks, which differs while look compensation turns the
 * frame: the picture is then that of a camera in the same place, so the homography that turns the
 * frame's pixels takes them to where this camera projects them. What the frame does not show has no
 * name, although the turned picture reaches there.
 */
export function placeName(
  intrinsics: Intrinsics,
  pose: Pose,
  look: Look,
  feet: Vector3,
): NamePlacement | undefined {
  const head = { x: feet.x, y: feet.y + headHeight, z: feet.z };
  if (Math.hypot(head.x - pose.x, head.y - pose.y, head.z - pose.z) > nameReach) return undefined;
  const turned = { x: pose.x, y: pose.y, z: pose.z, yaw: look.yaw, pitch: look.pitch };
  if (!shows(intrinsics, pose, head) || !shows(intrinsics, turned, head)) return undefined;
  const { u, v, depth } = project(intrinsics, turned, { ...head, y: feet.y + nameHeight });
  if (depth <= nearest) return undefined;
  return { u, v, scale: Math.max(smallest, Math.min(largest, ownSizeAt / depth)) };
}

/**
 * How far down the lower edge of a name may be so that the name is in the picture and not on the
 * crosshair, in the middle: above it where it would be on it. All in the same pixels.
 */
export function clearOfCrosshair(
  name: { x: number; y: number; width: number; height: number },
  picture: { width: number; height: number },
  margin: number,
): number {
  const y = Math.max(name.y, name.height);
  const [middleX, middleY] = [picture.width / 2, picture.height / 2];
  const beside = Math.abs(name.x - middleX) >= name.width / 2 + margin;
  const above = y <= middleY - margin;
  const below = y - name.height >= middleY + margin;
  return beside || above || below ? y : middleY - margin;
}

function shows(intrinsics: Intrinsics, pose: Pose, point: Vector3): boolean {
  const { u, v, depth } = project(intrinsics, pose, point);
  return depth > nearest && u >= 0 && v >= 0 && u <= intrinsics.width && v <= intrinsics.height;
}
