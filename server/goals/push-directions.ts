import type { GroundPoint } from '../../shared/geometry/point.ts';
import { distanceBetween } from '../bots/steering.ts';
import { type GoalGround, obstaclesOf } from './goal-ground.ts';
import type { GoalWorld } from './goal-world.ts';
import { behindBall } from './push.ts';

/** Directions in which a push is thought through. */
const directions = 16;
/** Metres that the ball goes by one, for what a direction gains. */
const pushed = 1;
/** Metres of the ball's way that a metre of one's own way is worth. */
const ownWay = 0.35;

export interface PushDirection {
  /** Radians, as a heading. */
  readonly direction: number;
  /** Metres that the ball comes nearer by a metre's push. */
  readonly gain: number;
  /** Metres of the body's way to behind the ball. */
  readonly away: number;
}

interface Question {
  readonly ball: string;
  readonly at: GroundPoint;
  readonly self: GroundPoint;
  readonly to: GroundPoint;
}

/** Directions in which a body can push a ball, with what each is worth on its way to a place; the best ones first. */
export function pushDirections(
  ground: GoalGround,
  world: GoalWorld,
  { ball, at, self, to }: Question,
  more: readonly number[] = [],
): PushDirection[] {
  const toPlace = ground.field(to, obstaclesOf(world));
  const around = obstaclesOf(world, [ball]);
  const all = [...Array.from({ length: directions }, (_, i) => (2 * Math.PI * i) / directions), ...more];
  // One field from where the body is serves all places behind the ball.
  const fromSelf = ground.field(self, around);
  const now = toPlace(at);
  return all
    .flatMap((direction) => {
      const stand = beyond(at, direction, -behindBall);
      if (!ground.hasRoom(stand, around)) return [];
      const gain = now - toPlace(beyond(at, direction, pushed));
      const away = distanceBetween(self, stand) < 0.5 ? 0 : fromSelf(stand);
      return Number.isFinite(away) && Number.isFinite(gain) ? [{ direction, gain, away }] : [];
    })
    .sort((a, b) => b.gain - ownWay * b.away - (a.gain - ownWay * a.away));
}

/** The place so many metres away in a direction. */
export function beyond({ x, z }: GroundPoint, direction: number, metres: number): GroundPoint {
  return { x: x + metres * Math.sin(direction), z: z + metres * Math.cos(direction) };
}
