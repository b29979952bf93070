import { type Entity, visibleEntities } from '../../../shared/entity.ts';
import type { Pose } from '../../../shared/geometry/camera.ts';
import { isInLineOfSight } from '../../../shared/geometry/line-of-sight.ts';
import type { SolidGrid } from '../../../shared/geometry/range-scan.ts';
import type { Manifest } from '../../../shared/pack.ts';
import { drawnEntity, playerEntity, type WorldState } from '../world-state.ts';

/** Metres beyond which a person makes out nothing in a view. */
const sightRange = 16;
/** Metres within which nobody needs to look: what is there is touched. */
const noticed = 0.8;

/** Somebody or something that can move or change. */
export interface Thing {
  id: string;
  entity: Entity;
  /** Metres a second. */
  vx: number;
  vz: number;
}

/** Where one looks. */
export interface Surveyed {
  readonly state: WorldState;
  readonly ground: SolidGrid;
  readonly manifest: Manifest;
}

/** Players, then everything else that is there. */
export function* thingsOf({ state }: Pick<Surveyed, 'state'>): Iterable<Thing> {
  for (const player of state.players.values()) {
    const { vx, vz } = player.body;
    yield { id: player.id, entity: playerEntity(player), vx, vz };
  }
  for (const [id, thing] of state.entities) {
    const entity = drawnEntity(thing);
    if (entity === undefined) continue;
    const { vx, vz } = thing.kind === 'ball' ? thing.body : { vx: 0, vz: 0 };
    yield { id, entity, vx, vz };
  }
}

/** Whether a view from this camera shows an entity: near enough, in the frame, and not behind what is known to be solid. */
export function isInSight(
  camera: Pose,
  entity: Entity,
  { manifest, ground }: Pick<Surveyed, 'manifest' | 'ground'>,
): boolean {
  const metres = Math.hypot(entity.x - camera.x, entity.z - camera.z);
  if (metres < noticed) return true;
  if (metres > sightRange) return false;
  return (
    visibleEntities(camera, manifest.view, [entity], 1).length > 0 && isInLineOfSight(camera, entity, ground)
  );
}
