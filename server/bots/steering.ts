import { type Action, neutralAction } from '../../shared/action.ts';
import { wrapAngle } from '../../shared/geometry/camera.ts';
import type { GroundPoint } from '../../shared/geometry/point.ts';

/** How a body is to move in a tick. */
export interface Course {
  /** Direction in which it walks, radians as a heading; undefined = it stands. */
  readonly direction: number | undefined;
  /** Share of the walking speed. */
  readonly pace: number;
  /** Where it looks, radians as a heading. */
  readonly facing: number;
}

/** Direction of `to` from `from`, radians as a heading. */
export function directionTo(from: GroundPoint, to: GroundPoint): number {
  return Math.atan2(to.x - from.x, to.z - from.z);
}

export function distanceBetween(a: GroundPoint, b: GroundPoint): number {
  return Math.hypot(a.x - b.x, a.z - b.z);
}

/**
 * The action that follows a course: a body walks in any direction whichever way it looks. `turnPerTick`: radians that it turns
 * at an axis value of 1.
 */
export function steer(
  { heading, pitch }: { heading: number; pitch: number },
  { direction, pace, facing }: Course,
  turnPerTick: number,
): Action {
  const turn = clamped(wrapAngle(facing - heading) / turnPerTick);
  // Axes are those of the heading at the end of the turn.
  const off = direction === undefined ? 0 : wrapAngle(direction - heading - turn * turnPerTick);
  const share = direction === undefined ? 0 : pace;
  return {
    ...neutralAction,
    turn,
    look: clamped(-2 * pitch),
    move: share * Math.cos(off),
    strafe: share * Math.sin(off),
  };
}

function clamped(value: number): number {
  return Math.max(-1, Math.min(1, value));
}
