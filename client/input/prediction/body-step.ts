import type { GroundPoint } from '../../../shared/geometry/point.ts';
import type { Walking } from '../../../shared/walking.ts';

/** A body's feet, metres, and its velocity, metres a second. */
export interface BodyStep {
  x: number;
  y: number;
  z: number;
  vx: number;
  vy: number;
  vz: number;
}

export interface StepWish {
  /** Velocity on the ground plane that the player wants, metres a second. */
  wanted: GroundPoint;
  jump: boolean;
  /** Metres a second squared, downwards. */
  gravity: number;
  seconds: number;
}

/** Height of the feet, metres, below which a body stands on the ground. */
const grounded = 1e-3;

/**
 * A player's body after a step: the velocity approaches the wanted one exponentially, `slide` shortens the way, and a body in
 * the air falls. What stops the way stops the velocity, too.
 */
export function stepBody(
  body: BodyStep,
  { wanted, jump, gravity, seconds }: StepWish,
  walking: Walking,
  slide: (from: GroundPoint, wish: GroundPoint) => GroundPoint,
): BodyStep {
  const stands = body.y <= grounded;
  const rate = stands ? walking.groundControl : walking.airControl;
  const kept = Math.exp(-rate * seconds);
  const way = (velocity: number, wish: number) => wish * seconds + ((velocity - wish) * (1 - kept)) / rate;
  const wish = { x: way(body.vx, wanted.x), z: way(body.vz, wanted.z) };
  const moved = slide(body, wish);
  const free = (done: number, wished: number) => Math.abs(done - wished) < 1e-6;
  const rises = stands && jump ? walking.jumpSpeed : stands ? 0 : body.vy;
  const y = stands && rises === 0 ? 0 : body.y + rises * seconds - (gravity * seconds * seconds) / 2;
  return {
    x: body.x + moved.x,
    y: Math.max(0, y),
    z: body.z + moved.z,
    vx: free(moved.x, wish.x) ? wanted.x + (body.vx - wanted.x) * kept : moved.x / seconds,
    vy: y <= 0 ? 0 : rises - gravity * seconds,
    vz: free(moved.z, wish.z) ? wanted.z + (body.vz - wanted.z) * kept : moved.z / seconds,
  };
}
