import type { Entity } from '../../shared/entity.ts';
import { wrapAngle } from '../../shared/geometry/camera.ts';
import type { GroundPoint } from '../../shared/geometry/point.ts';
import { useRange } from '../../shared/geometry/reach.ts';
import { directionTo, distanceBetween } from '../bots/steering.ts';
import { drawnEntity, playerEntity } from '../world/world-state.ts';
import type { Situation } from './controller.ts';

/** What the body has seen that it has to walk around, apart from `but`. Doors are opened. */
export function knownObstacles({ id: self, world, sight }: Situation, but?: string): Entity[] {
  const obstacles: Entity[] = [];
  for (const [id, thing] of world.state.entities) {
    if (thing.kind === 'door' || thing.kind === 'orb' || id === but || !sight.of(id)) continue;
    const drawn = drawnEntity(thing);
    if (drawn) obstacles.push(drawn);
  }
  for (const [id, player] of world.state.players) {
    if (id !== self && id !== but && sight.of(id)) obstacles.push(playerEntity(player));
  }
  return obstacles;
}

/** Whether a closed door that was seen is within reach and between the body and where it goes. */
export function isDoorAhead({ stands, world, sight }: Situation, next: GroundPoint): boolean {
  const ahead = directionTo(stands, next);
  for (const [id, thing] of world.state.entities) {
    if (thing.kind !== 'door' || thing.opening || !sight.of(id)) continue;
    const to = directionTo(stands, thing.closed);
    const isOnTheWay = Math.abs(wrapAngle(to - ahead)) < 0.7;
    const isFaced = Math.abs(wrapAngle(to - stands.heading)) < 0.9;
    if (isOnTheWay && isFaced && distanceBetween(stands, thing.closed) < useRange - 0.2) return true;
  }
  return false;
}
