import type { GroundPoint } from './point.ts';

/** Metres that an open door stands aside, along its right axis. */
export const doorSlide = 0.92;

/** Where a door's centre is when it is open as far as `state`, from 0 to 1; `closed` is where it is when closed. */
export function slidDoor(closed: GroundPoint, yaw: number, state: number): GroundPoint {
  const aside = doorSlide * state;
  return { x: closed.x + Math.cos(yaw) * aside, z: closed.z - Math.sin(yaw) * aside };
}

/** A door as it stands when it is open as far as `state`, from 0 to 1; `closed` is the same door when closed. */
export function openedDoor<Door extends GroundPoint & { yaw: number; state: number }>(
  closed: Door,
  state: number,
): Door {
  return { ...closed, ...slidDoor(closed, closed.yaw, state), state };
}

/** Where a door's centre is when it is closed, from where it stands now. */
export function doorway(door: GroundPoint & { yaw: number; state: number }): GroundPoint {
  return slidDoor(door, door.yaw, -door.state);
}
