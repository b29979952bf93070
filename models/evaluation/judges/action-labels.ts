import type { World } from '../../../server/world/world.ts';
import { obstaclesFor } from '../../../server/world/world-state.ts';
import type { Action } from '../../../shared/action.ts';
import { type Pose, wrapAngle } from '../../../shared/geometry/camera.ts';
import { turned } from '../../../shared/geometry/look.ts';
import { stepBody } from '../../reference/physics.ts';
import { playerOf } from '../rollout/rollout.ts';

/** Actions that move the eye, in the order of every list here. */
export const movingActions = ['move', 'strafe', 'turn', 'look', 'jump'] as const;
export type MovingAction = (typeof movingActions)[number];

/** Below this the eye stands still: metres ahead and aside, radians of turn and look, metres up. */
const still = [0.03, 0.03, 0.02, 0.015, 0.03] as const;
/** Metres above the ground from which on a body is in the air. */
const airborne = 1e-3;

/** What was pressed in one tick, and whether anybody could tell; lists go by movingActions. */
export interface PressedActions {
  /** Axes 0 (back, left, down), 1 (nothing) or 2 (forward, right, up); the button 0 or 1. */
  classes: number[];
  /** The eye would have moved otherwise, by more than counts as standing still, under every other class. */
  effective: boolean[];
}

/**
 * What an action asks of a player in the tick to come. Whether an action has an effect is
 * asked of the reference's own physics: the tick is worked out again with each other value of that control
 * alone. A key that pushes against a wall, a look beyond its limit and a step in the air have none, and
 * neither has their absence.
 */
export function pressedActions(world: World, id: string, action: Action): PressedActions {
  const grounded = playerOf(world, id).body.y <= airborne;
  const classes = movingActions.map((name) =>
    // In the air the button does nothing.
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

/** How a player's eye would move in the next tick: metres ahead and aside, radians, metres up. */
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

/** How the eye moved, in classes as those of axes: ahead and aside by its later heading, turned, looked, and up. */
export function happenedClasses(before: Pose, after: Pose): number[] {
  const [look, turn, , aside, up, ahead] = levelMotion(before, after);
  return [ahead, aside, turn, look, up].map((value, axis) =>
    value > still[axis] ? 2 : value < -still[axis] ? 0 : 1,
  );
}

/**
 * The true motion in the form of a latent code (models/training/worldroom_training/latent_action), as the reference for what a
 * linear probe could read: radians of look, turn and roll, then metres right, up and ahead by the later heading.
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
