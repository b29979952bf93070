import { collideAndSlide } from '../../../shared/geometry/collide-and-slide.ts';
import type { Surroundings } from '../../../shared/geometry/solids.ts';
import type { BodyIntent, BodyState, MotionChange } from '../../../shared/motion-features.ts';
import { bodyRadius } from '../../../shared/motion-features.ts';
import type { Limit } from '../statistics.ts';

/**
 * The world around a body, for the limits on the outputs of the motion network. The limits ensure that no
 * prediction moves a body through a wall, door, block or body, below the ground, or faster than the pack
 * allows, and that undriven bodies stand still. Directions, distances and radii are on the ground plane, in
 * metres.
 */
export interface MotionSurroundings extends Surroundings {
  /** Players that can give a ball speed. */
  readonly pushers: readonly Pusher[];
}

/** Position of a player, and the speed in metres a second with which it moves or walks against something. */
export interface Pusher {
  readonly x: number;
  readonly z: number;
  readonly speed: number;
}

export interface HeldChange extends MotionChange {
  /** Which limits applied. */
  limited: Limit[];
}

/** Probability of ground above which a body this near to the ground (metres) stands on it. */
const groundProbability = 0.5;
const groundReach = 0.12;
/** Speed in metres a second below which an undriven body stands still. */
const restSpeed = 0.05;
/** Gap in metres between a ball and a player up to which the player may kick it. */
const kickReach = 0.1;
/** Largest speed that a ball can get from a player, as a multiple of the player's. */
export const kickBound = 1.25;
/** Rise in metres that a tick may have without a jump or vertical velocity. */
const riseTolerance = 0.02;

const still: MotionChange = { dx: 0, dy: 0, dz: 0, vx: 0, vy: 0, vz: 0, ground: 1, contact: 0 };

/**
 * Limits a predicted change. The names of the limits, as they are counted:
 * - `invalid`: a value is not finite;
 * - `speed`: faster than `speedLimit` (metres a second);
 * - `rest`: an undriven body may not gain speed;
 * - `kick`: a ball may not exceed the larger of its old speed and 1.25 times that of a player beside it;
 * - `rise`: height is gained only by a jump or by vertical velocity;
 * - `ground`: below the ground;
 * - `wall`, `door`, `block`, `player`, `ball`: kinds of solids that stopped it;
 * - `embedded`: its own position has become solid.
 *
 * @param timeStep Seconds.
 */
export function holdToLimits(
  body: BodyState,
  change: MotionChange,
  surroundings: MotionSurroundings,
  intent: BodyIntent,
  speedLimit: number,
  timeStep: number,
): HeldChange {
  const limited: Limit[] = [];
  let held = change;
  if (!Object.values(change).every(Number.isFinite)) {
    limited.push('invalid');
    held = still;
  }
  held = { ...held };

  const speed = Math.hypot(held.dx, held.dy, held.dz) / timeStep;
  const speedAfter = Math.hypot(held.vx, held.vy, held.vz);
  if (speed > speedLimit || speedAfter > speedLimit) {
    limited.push('speed');
    scaleDisplacement(held, Math.min(1, speedLimit / Math.max(speed, 1e-9)));
    scaleVelocity(held, Math.min(1, speedLimit / Math.max(speedAfter, 1e-9)));
  }

  const drive = driveSpeed(body, intent, surroundings);
  const before = Math.hypot(body.vx, body.vz);
  const most = Math.max(before < restSpeed ? 0 : before, drive ?? 0);
  if (Math.hypot(held.vx, held.vz) > most || Math.hypot(held.dx, held.dz) > most * timeStep) {
    limited.push(drive === undefined ? 'rest' : 'kick');
    holdPace(held, most, timeStep);
  }

  const rise = Math.max(0, body.vy * timeStep) + riseTolerance;
  if (body.kind === 'player' && !(intent.jump && body.y < 1e-3) && held.dy > rise) {
    limited.push('rise');
    held.dy = Math.max(0, body.vy * timeStep);
    held.vy = Math.min(held.vy, Math.max(0, body.vy));
  }
  const height = body.y + held.dy;
  if (height < 0) limited.push('ground');
  if (height < 0 || (held.ground > groundProbability && height < groundReach)) {
    held.dy = -body.y;
    held.vy = Math.max(0, held.vy);
    if (body.kind === 'player') held.vy = 0;
  }

  const path = collideAndSlide(surroundings, body.x, body.z, bodyRadius(body.kind), held.dx, held.dz);
  if (path.embedded) limited.push('embedded');
  limited.push(...path.stoppedBy);
  return { ...held, dx: path.dx, dz: path.dz, limited };
}

/**
 * The speed that something can give the body: its own walking, or for a ball, the players beside it.
 * Undefined if nothing drives it.
 */
function driveSpeed(
  body: BodyState,
  intent: BodyIntent,
  { pushers }: MotionSurroundings,
): number | undefined {
  if (body.kind === 'player')
    return intent.move !== 0 || intent.strafe !== 0 ? Number.POSITIVE_INFINITY : undefined;
  const reach = bodyRadius('ball') + bodyRadius('player') + kickReach;
  const beside = pushers.filter(({ x, z }) => Math.hypot(x - body.x, z - body.z) < reach);
  return beside.length === 0 ? undefined : kickBound * Math.max(...beside.map(({ speed }) => speed));
}

/** Limits horizontal velocity and displacement to `most` metres a second. */
function holdPace(change: MotionChange, most: number, timeStep: number): void {
  const speed = Math.min(1, most / Math.max(Math.hypot(change.vx, change.vz), 1e-9));
  change.vx *= speed;
  change.vz *= speed;
  const way = Math.min(1, (most * timeStep) / Math.max(Math.hypot(change.dx, change.dz), 1e-9));
  change.dx *= way;
  change.dz *= way;
}

function scaleDisplacement(change: MotionChange, share: number): void {
  change.dx *= share;
  change.dy *= share;
  change.dz *= share;
}

function scaleVelocity(change: MotionChange, share: number): void {
  change.vx *= share;
  change.vy *= share;
  change.vz *= share;
}
