import { type EntityKind, entityKinds, halfExtents } from '../../../shared/entity.ts';
import type { Vector3 } from '../../../shared/geometry/camera.ts';
import type { EntityState } from '../../../shared/state.ts';

/** Pose of an entity: its centre, metres, and the heading of its forward axis, radians. */
type EntityPose = Pick<EntityState, 'x' | 'y' | 'z' | 'yaw'>;

/**
 * Whether a door or a block blocks the line of sight between two points, for frames without a depth map. Pages do not have
 * the room's memory and thus no walls: a point behind a wall alone counts as visible.
 */
export function isHidden(from: Vector3, to: Vector3, entities: Iterable<EntityState>): boolean {
  for (const entity of entities) {
    const kind = entityKinds[entity.kind];
    if ((kind === 'door' || kind === 'block') && crosses(from, to, kind, entity)) return true;
  }
  return false;
}

/** Whether the segment between two points intersects the entity's box (slab method). */
function crosses(from: Vector3, to: Vector3, kind: EntityKind, place: EntityPose): boolean {
  const [right, up, forward] = halfExtents[kind];
  const s = Math.sin(place.yaw);
  const c = Math.cos(place.yaw);
  const [ox, oy, oz] = [from.x - place.x, from.y - place.y, from.z - place.z];
  const [dx, dy, dz] = [to.x - from.x, to.y - from.y, to.z - from.z];
  // Range of the segment, from 0 to 1, that lies within all pairs of the box's sides so far.
  let enters = 0;
  let leaves = 1;
  for (const [origin, along, half] of [
    [ox * c - oz * s, dx * c - dz * s, right],
    [oy, dy, up],
    [ox * s + oz * c, dx * s + dz * c, forward],
  ]) {
    if (Math.abs(along) < 1e-9) {
      if (Math.abs(origin) > half) return false;
      continue;
    }
    const sides = [(-half - origin) / along, (half - origin) / along];
    enters = Math.max(enters, Math.min(...sides));
    leaves = Math.min(leaves, Math.max(...sides));
  }
  return enters < leaves;
}
