import { halfExtents } from '../shared/entity.ts';
import { type Intrinsics, type Pose, project } from '../shared/geometry/camera.ts';
import type { Region } from './pixels.ts';

/** The coloured part of a body, metres around its centre: the torso above the belt. */
const torso = { halfWidth: 0.2, below: 0.25, above: 0.3 } as const;

/**
 * Pixels of a player's torso in the view from `camera`. `feet` is the player's position.
 * @throws Error if the torso is not entirely inside the picture.
 */
export function torsoRegion(
  intrinsics: Intrinsics,
  camera: Pose,
  feet: { x: number; y: number; z: number },
): Region {
  const centre = feet.y + halfExtents.player[1];
  const low = project(intrinsics, camera, { ...feet, y: centre - torso.below });
  const high = project(intrinsics, camera, { ...feet, y: centre + torso.above });
  const halfWidth = (torso.halfWidth * intrinsics.focal) / low.depth;
  const region = {
    left: Math.ceil(low.u - halfWidth),
    right: Math.floor(low.u + halfWidth),
    top: Math.ceil(high.v),
    bottom: Math.floor(low.v),
  };
  const inside =
    low.depth > 0 &&
    region.left >= 0 &&
    region.top >= 0 &&
    region.right <= intrinsics.width &&
    region.bottom <= intrinsics.height;
  if (!inside) throw new Error(`The player at ${feet.x}, ${feet.z} is not in view.`);
  return region;
}
