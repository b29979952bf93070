import { type Entity, halfExtents, visibleEntities } from '../../../shared/entity.ts';
import type { Pose } from '../../../shared/geometry/camera.ts';
import { isInLineOfSight } from '../../../shared/geometry/line-of-sight.ts';
import type { SolidGrid } from '../../../shared/geometry/range-scan.ts';
import type { Manifest } from '../../../shared/pack.ts';

/**
 * Entities that a view is told of, nearest first: those in the frame, at most `perView` of the pack. Where there are more,
 * those behind walls that are known give way first, because the network would only hide them.
 */
export function entitiesToDraw(
  camera: Pose,
  entities: readonly Entity[],
  ground: SolidGrid,
  {
    view,
    entities: { perView },
  }: { view: Manifest['view']; entities: Pick<Manifest['entities'], 'perView'> },
): Entity[] {
  const inFrame = visibleEntities(camera, view, entities, entities.length);
  if (inFrame.length <= perView) return inFrame;
  const open = inFrame.filter((entity) => isPartInSight(camera, entity, ground));
  const hidden = inFrame.filter((entity) => !open.includes(entity));
  const told = new Set([...open, ...hidden].slice(0, perView));
  return inFrame.filter((entity) => told.has(entity));
}

/** Seen from above: of the middle and both sides of an entity. */
function isPartInSight(camera: Pose, entity: Entity, ground: SolidGrid): boolean {
  const [dx, dz] = [entity.x - camera.x, entity.z - camera.z];
  const metres = Math.hypot(dx, dz);
  const [right, , forward] = halfExtents[entity.kind];
  const half = metres > 0 ? Math.hypot(right, forward) / metres : 0;
  return [0, half, -half].some((aside) =>
    isInLineOfSight(camera, { x: entity.x + dz * aside, z: entity.z - dx * aside }, ground),
  );
}
