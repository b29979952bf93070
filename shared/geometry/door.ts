import type { GroundPoint } from './point.ts';

/** Metres that an open door has slid along its right axis. */
export const doorSlide = 0.92;

/** Centre of a door that is open by `state`, from 0 to 1; `closed` is its centre when closed. */
export function slidDoor(closed: GroundPoint, yaw: number, state: number): GroundPoint {
  const aside = doorSlide * state;
  return { x: closed.x + Math.cos(yaw) * aside, z: closed.z - Math.sin(yaw) * aside };
}

/** A copy of the door `closed` that is open by `state`, from 0 to 1. */
export function openedDoor<Door extends GroundPoint & { yaw: number; state: number }>(
  closed: Door,
  state: number,
): Door {
  return { ...closed, ...slidDoor(closed, closed.yaw, state), state };
}

/** Centre of a door when closed, from its present centre. */
export function doorway(door: GroundPoint & { yaw: number; state: number }): GroundPoint {
  return slidDoor(door, door.yaw, -door.state);
}
