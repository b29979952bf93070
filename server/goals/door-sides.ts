import type { GroundPoint } from '../../shared/geometry/point.ts';
import type { Door } from '../world/world-state.ts';

/** A side of a door: 1 is where its forward axis points. */
export type DoorSide = 1 | -1;

/** Metres off the middle of a doorway within which a body comes through it. */
const halfDoorway = 0.6;

/** Signed metres of a place from the plane of a door. */
export function sideOf({ closed, yaw }: Door, { x, z }: GroundPoint): number {
  return (x - closed.x) * Math.sin(yaw) + (z - closed.z) * Math.cos(yaw);
}

/** A place so many metres before a door, on one side. */
export function beforeDoor({ closed, yaw }: Door, side: DoorSide, metres: number): GroundPoint {
  return { x: closed.x + side * metres * Math.sin(yaw), z: closed.z + side * metres * Math.cos(yaw) };
}

/** The side to which a body came through a door within a tick; undefined if it did not. */
export function crossing(door: Door, before: GroundPoint, after: GroundPoint): DoorSide | undefined {
  const was = sideOf(door, before);
  const is = sideOf(door, after);
  if (was > 0 === is > 0) return undefined;
  const { closed, yaw } = door;
  const along = (after.x - closed.x) * Math.cos(yaw) - (after.z - closed.z) * Math.sin(yaw);
  if (Math.abs(along) > halfDoorway) return undefined;
  return is > 0 ? 1 : -1;
}
