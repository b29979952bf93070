import { type Action, axisNames, buttonNames, neutralAction } from '../action.ts';
import type { GroundPoint } from '../geometry/point.ts';
import { wantedVelocity } from '../walking.ts';
import type { VelocityCommand } from './command.ts';

/** What a body can do: metres a second at a `move` of 1, and radians a second at a `turn` of 1. */
export interface BodyLimits {
  readonly walkingSpeed: number;
  readonly turnRate: number;
}

/** Where a body stands, metres, and where it looks, radians as a heading. */
export interface GroundPose extends GroundPoint {
  readonly heading: number;
}

/** The action of a velocity command. What the body cannot do is cut off. */
export function velocityAction({ v, omega }: VelocityCommand, limits: BodyLimits): Action {
  return {
    ...neutralAction,
    move: held(v / limits.walkingSpeed),
    // Robots turn left by positive rates, players right.
    turn: held(-omega / limits.turnRate),
  };
}

/** Where a body without inertia stands after it did this for so many seconds, on free ground. */
export function movedPose(
  pose: GroundPose,
  action: Readonly<Action>,
  limits: BodyLimits,
  seconds: number,
): GroundPose {
  const turned = action.turn * limits.turnRate * seconds;
  // The mean direction of the arc.
  const { x, z } = wantedVelocity(action, pose.heading + turned / 2, limits.walkingSpeed);
  return { x: pose.x + x * seconds, z: pose.z + z * seconds, heading: pose.heading + turned };
}

/** The mean of actions over a tick, weighted by their shares of it; a button is pressed if any of them presses it. */
export function blend(parts: readonly { action: Readonly<Action>; share: number }[]): Action {
  const blended: Action = { ...neutralAction };
  for (const { action, share } of parts) {
    for (const name of axisNames) blended[name] += share * action[name];
    for (const name of buttonNames) blended[name] ||= action[name];
  }
  for (const name of axisNames) blended[name] = held(blended[name]);
  return blended;
}

function held(value: number): number {
  return Math.max(-1, Math.min(1, value));
}
