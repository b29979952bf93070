import { type Pose, wrapAngle } from '../../shared/geometry/camera.ts';
import { collideAndSlide } from '../../shared/geometry/collide-and-slide.ts';
import type { GroundPoint } from '../../shared/geometry/point.ts';
import type { Surroundings } from '../../shared/geometry/solids.ts';
import type { Manifest } from '../../shared/pack.ts';
import type { Steering } from '../../shared/watching.ts';

/** Metres a second, along the ground and upwards. */
const speed = 4;
const climb = 1.5;
/** Least distance between a camera and solid geometry, metres. */
const radius = 0.4;
/** Metres above the ground. The networks were trained on cameras between these heights. */
export const heights = { lowest: 0.8, highest: 2.6 } as const;
/** Most metres between a camera and the nearest player or spawn. */
export const reach = 12;

/**
 * Pose of a camera after `seconds` of this steering. It turns no faster than a player, is stopped by walls,
 * doors and blocks, and stays between {@link heights} and within {@link reach} of an anchor. A camera beyond
 * its reach may only approach.
 */
export function fly(
  pose: Pose,
  steering: Steering,
  seconds: number,
  manifest: Manifest,
  surroundings: Surroundings,
  anchors: readonly GroundPoint[],
): Pose {
  const { turnRate, lookRate, pitchLimit } = manifest.actions;
  const yaw = wrapAngle(pose.yaw + bounded(wrapAngle(steering.yaw - pose.yaw), turnRate * seconds));
  const wanted = bounded(steering.pitch, pitchLimit);
  const pitch = pose.pitch + bounded(wanted - pose.pitch, lookRate * seconds);
  const length = Math.max(1, Math.hypot(steering.move, steering.strafe));
  const forward = (steering.move / length) * speed * seconds;
  const right = (steering.strafe / length) * speed * seconds;
  const way = collideAndSlide(
    surroundings,
    pose.x,
    pose.z,
    radius,
    forward * Math.sin(yaw) + right * Math.cos(yaw),
    forward * Math.cos(yaw) - right * Math.sin(yaw),
  );
  const next = { x: pose.x + way.dx, z: pose.z + way.dz };
  const far = distanceTo(anchors, next);
  const held = far > reach && far > distanceTo(anchors, pose);
  const { x, z } = held ? pose : next;
  const y = Math.max(heights.lowest, Math.min(heights.highest, pose.y + steering.rise * climb * seconds));
  return { x, y, z, yaw, pitch };
}

/** Metres from a position to the nearest anchor. 0 without anchors. */
function distanceTo(anchors: readonly GroundPoint[], position: GroundPoint): number {
  if (anchors.length === 0) return 0;
  return Math.min(...anchors.map(({ x, z }) => Math.hypot(x - position.x, z - position.z)));
}

function bounded(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value));
}
