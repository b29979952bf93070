import { type Entity, visibleEntities } from '../../shared/entity.ts';
import type { Pose } from '../../shared/geometry/camera.ts';
import { isInLineOfSight } from '../../shared/geometry/line-of-sight.ts';
import type { SolidGrid } from '../../shared/geometry/range-scan.ts';
import type { Manifest } from '../../shared/pack.ts';

/** Range of sight, metres: entities farther away are too small in the picture. */
export const sightRange = 12;

/** Visibility of an entity: 1 at the lens, falling with distance, 0 out of sight or behind a wall. */
export function sightOf(camera: Pose, thing: Entity, intrinsics: Manifest['view'], grid: SolidGrid): number {
  const distance = Math.hypot(thing.x - camera.x, thing.y - camera.y, thing.z - camera.z);
  if (distance >= sightRange || visibleEntities(camera, intrinsics, [thing], 1).length === 0) return 0;
  return isInLineOfSight(camera, thing, grid) ? 1 - distance / sightRange : 0;
}
