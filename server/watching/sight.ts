import { type Entity, visibleEntities } from '../../shared/entity.ts';
import type { Pose, Vector3 } from '../../shared/geometry/camera.ts';
import type { SolidGrid } from '../../shared/geometry/range-scan.ts';
import type { Manifest } from '../../shared/pack.ts';

/** Range of sight, metres: entities farther away are too small in the picture. */
export const sightRange = 12;
/** Step of the sight ray, metres. */
const stride = 0.25;

/** Visibility of an entity: 1 at the lens, falling with distance, 0 out of sight or behind a wall. */
export function sightOf(camera: Pose, thing: Entity, intrinsics: Manifest['view'], grid: SolidGrid): number {
  const distance = Math.hypot(thing.x - camera.x, thing.y - camera.y, thing.z - camera.z);
  if (distance >= sightRange || visibleEntities(camera, intrinsics, [thing], 1).length === 0) return 0;
  return isOpen(camera, thing, grid) ? 1 - distance / sightRange : 0;
}

/** Whether there is no wall between two positions, seen from above. */
function isOpen(from: Vector3, to: Vector3, grid: SolidGrid): boolean {
  const dx = to.x - from.x;
  const dz = to.z - from.z;
  const steps = Math.ceil(Math.hypot(dx, dz) / stride);
  for (let step = 1; step < steps; step++) {
    const share = step / steps;
    const cellX = Math.floor((from.x + share * dx) / grid.cellSize);
    const cellZ = Math.floor((from.z + share * dz) / grid.cellSize);
    if (grid.solidAt(cellX, cellZ)) return false;
  }
  return true;
}
