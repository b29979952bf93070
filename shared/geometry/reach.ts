import { type Entity, halfExtents } from '../entity.ts';
import { doorway, openedDoor } from './door.ts';
import { meets } from './footprint.ts';
import type { GroundPoint } from './point.ts';

/**
 * Reach of a player. The room's rules use these functions, and pages use them to show which interactions are
 * possible. Metres and radians; seen from above.
 */

/** Greatest distance at which a door can be used (measured to its doorway) or a block removed. */
export const useRange = 2;
export const removeRange = 2;
/** Distance in front of the player at which a block is placed, in the grid cell of 1 m there. */
export const placeAhead = 1.5;
/** Greatest number of blocks in a room. */
export const mostBlocks = 12;
/** Cosine of the greatest angle off a player's heading at which a thing counts as in front: 60 degrees. */
const inFront = 0.5;

/** Position and heading of a player. */
export interface Stance {
  readonly x: number;
  readonly z: number;
  readonly heading: number;
}

/** The nearest thing within `range` and in front; the first of two at the same distance. */
export function nearestInFront<Thing>(
  stance: Stance,
  things: Iterable<Thing>,
  placeOf: (thing: Thing) => GroundPoint,
  range: number,
): Thing | undefined {
  let nearest: Thing | undefined;
  let nearestDistance = range;
  for (const thing of things) {
    const { distance, ahead } = bearing(stance, placeOf(thing));
    if (ahead < inFront || distance > range) continue;
    if (nearest === undefined || distance < nearestDistance) {
      nearest = thing;
      nearestDistance = distance;
    }
  }
  return nearest;
}

/** The centre of the cell in which a player places a block. */
export function cellAhead({ x, z, heading }: Stance): { x: number; y: number; z: number } {
  return {
    x: Math.floor(x + Math.sin(heading) * placeAhead) + 0.5,
    y: halfExtents.block[1],
    z: Math.floor(z + Math.cos(heading) * placeAhead) + 0.5,
  };
}

/** Whether a block fits among these things: its ground is free of them and of the path of every door. */
export function fits(block: Entity, things: Iterable<Entity>): boolean {
  for (const thing of things) {
    if (meets(thing, block)) return false;
    if (thing.kind === 'door' && wayOf(thing).some((door) => meets(door, block))) return false;
  }
  return true;
}

/** The number in an entity's id, such as 3 of block-3; no two entities of a world share one. */
export function entityNumber(id: string): number {
  return Number(id.slice(id.lastIndexOf('-') + 1));
}

/** Distance to a position, and the cosine of its angle to the heading. */
function bearing(stance: Stance, place: GroundPoint): { distance: number; ahead: number } {
  const dx = place.x - stance.x;
  const dz = place.z - stance.z;
  const distance = Math.hypot(dx, dz);
  const along = dx * Math.sin(stance.heading) + dz * Math.cos(stance.heading);
  return { distance, ahead: distance < 1e-6 ? 1 : along / distance };
}

/** A door closed, half open and open: together they cover all the ground that it slides over. */
function wayOf(door: Entity): Entity[] {
  const closed = { ...door, ...doorway(door) };
  return [0, 0.5, 1].map((state) => openedDoor(closed, state));
}
