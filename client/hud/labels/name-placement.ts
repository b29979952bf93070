import { halfExtents } from '../../../shared/entity.ts';
import { type Intrinsics, type Pose, project, type Vector3 } from '../../../shared/geometry/camera.ts';

/** Metres beyond which names are omitted. */
export const nameReach = 30;
/** Metres from the feet to the centre of the head, and to the point on which the name stands. */
export const headHeight = 2 * halfExtents.player[1] - 0.15;
export const nameHeight = 2 * halfExtents.player[1] + 0.1;
/** Distance of the near plane, metres. */
const nearest = 0.1;
/** Depth in metres at which the scale of a name is 1, and the limits of the scale. */
const ownSizeAt = 6;
const smallest = 0.65;
const largest = 1.15;

/** Placement of a name: the centre of its lower edge in pixels of the picture, and its scale. */
export interface NamePlacement {
  u: number;
  v: number;
  scale: number;
}

/**
 * Placement of a player's name in the picture; undefined if the head is outside of it. `pose` is the camera
 * of the frame. `camera` is that of the displayed picture, which differs while look compensation turns and
 * moves the frame: projecting with it agrees with where the frame's pixels go. A head outside the frame has
 * no name, even if the displayed picture reaches there.
 */
export function placeName(
  intrinsics: Intrinsics,
  pose: Pose,
  camera: Pose,
  feet: Vector3,
): NamePlacement | undefined {
  const head = { x: feet.x, y: feet.y + headHeight, z: feet.z };
  if (Math.hypot(head.x - pose.x, head.y - pose.y, head.z - pose.z) > nameReach) return undefined;
  if (!shows(intrinsics, pose, head) || !shows(intrinsics, camera, head)) return undefined;
  const { u, v, depth } = project(intrinsics, camera, { ...head, y: feet.y + nameHeight });
  if (depth <= nearest) return undefined;
  return { u, v, scale: Math.max(smallest, Math.min(largest, ownSizeAt / depth)) };
}

/**
 * Lower edge of a name such that the name is inside the picture and does not cover the crosshair at the
 * centre; it moves above the crosshair otherwise. All values are in the same pixels.
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
