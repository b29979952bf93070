import type { World } from '../../../server/world/world.ts';
import { obstaclesFor } from '../../../server/world/world-state.ts';
import type { Action } from '../../../shared/action.ts';
import { type Pose, wrapAngle } from '../../../shared/geometry/camera.ts';
import { turned } from '../../../shared/geometry/look.ts';
import { stepBody } from '../../reference/physics.ts';
import { playerOf } from '../rollout/rollout.ts';

/** Actions that move the eye, in the order of all lists here. */
export const movingActions = ['move', 'strafe', 'turn', 'look', 'jump'] as const;
export type MovingAction = (typeof movingActions)[number];

/**
 * Motion below which the eye counts as still: metres forward and right, radians of turn and look, metres up.
 */
const still = [0.03, 0.03, 0.02, 0.015, 0.03] as const;
/** Metres above the ground from which a body is in the air. */
const airborne = 1e-3;

/** The actions of one tick, and whether they had an effect; lists are in the order of movingActions. */
export interface PressedActions {
  /** Axes 0 (back, left, down), 1 (nothing) or 2 (forward, right, up); the button 0 or 1. */
  classes: number[];
  /** Whether every other class would have moved the eye differently, by more than the still threshold. */
  effective: boolean[];
}

/**
 * Labels of a player's action for the next tick. The reference's own physics decides whether an action has an
 * effect: the tick is simulated again with each other value of that control alone. Pushing against a wall,
 * looking beyond the limit and jumping in the air have no effect, and neither does their absence.
 */
export function pressedActions(world: World, id: string, action: Action): PressedActions {
  const grounded = playerOf(world, id).body.y <= airborne;
  const classes = movingActions.map((name) =>
    // The button has no effect in the air.
    name === 'jump' ? Number(action.jump && grounded) : Math.sign(action[name]) + 1,
  );
  const own = eyeMotion(world, id, action);
  const effective = movingActions.map((name, i) => {
    const values = name === 'jump' ? [false, true] : [-1, 0, 1];
    return values.every((value, other) => {
      if (other === classes[i]) return true;
      const motion = eyeMotion(world, id, { ...action, [name]: value });
      return motion.some((distance, axis) => Math.abs(distance - own[axis]) > still[axis]);
    });
  });
  return { classes, effective };
}

/** Motion of a player's eye in the next tick: metres forward and right, radians, metres up. */
function eyeMotion(world: World, id: string, action: Action): number[] {
  const { state, ground, manifest } = world;
  const { body, pitch } = playerOf(world, id);
  const timeStep = 1 / manifest.view.rate;
  const look = turned({ yaw: body.heading, pitch }, action, manifest.actions, timeStep);
  const { dx, dy, dz } = stepBody(
    ground,
    obstaclesFor(state, body),
    { ...body, heading: look.yaw },
    action,
    manifest.motion.physics,
    timeStep,
  );
  const s = Math.sin(body.heading);
  const c = Math.cos(body.heading);
  return [dx * s + dz * c, dx * c - dz * s, wrapAngle(look.yaw - body.heading), look.pitch - pitch, dy];
}

/** Class of the eye's motion on each axis: forward and right by its later heading, turn, look, and up. */
export function happenedClasses(before: Pose, after: Pose): number[] {
  const [look, turn, , aside, up, ahead] = levelMotion(before, after);
  return [ahead, aside, turn, look, up].map((value, axis) =>
    value > still[axis] ? 2 : value < -still[axis] ? 0 : 1,
  );
}

/**
 * The true motion in the form of a latent code (models/training/worldroom_training/latent_action), as the
 * upper bound for a linear probe: radians of look, turn and roll, then metres right, up and forward by the
 * later heading.
 */
export function levelMotion(before: Pose, after: Pose): number[] {
  const x = after.x - before.x;
  const z = after.z - before.z;
  const s = Math.sin(after.yaw);
  const c = Math.cos(after.yaw);
  return [
    after.pitch - before.pitch,
    wrapAngle(after.yaw - before.yaw),
    0,
    x * c - z * s,
    after.y - before.y,
    x * s + z * c,
  ];
}
