import { type Action, neutralAction } from '../../shared/action.ts';
import { wrapAngle } from '../../shared/geometry/camera.ts';
import type { GroundPoint } from '../../shared/geometry/point.ts';
import { directionTo, distanceBetween, steer } from '../bots/steering.ts';
import type { Ball, Player } from '../world/world-state.ts';
import type { GoalGround } from './goal-ground.ts';
import type { GoalWorld } from './goal-world.ts';
import { turnPerTick, Walk } from './walk.ts';

/** Metres behind the ball from which it is pushed: bodies touch at 0.6. */
export const behindBall = 0.75;
/** Metres to the ball within which a push begins, and radians off its direction. */
const begins = 1.1;
const aligned = 0.45;
/** Ticks of a push that moves nothing, and metres to a ball that has rolled away. */
const idleTicks = 8;
const rolledAway = 1.3;
/** How strongly a body comes back to the line behind the ball, radians a metre. */
const correction = 2.5;
/** A push ends the wait for its ball below this speed, metres a second, and after so many ticks. */
const slow = 0.35;
const mostWaiting = 42;

export interface PushOptions {
  /** Id of the ball. */
  readonly ball: string;
  /** Where it is to go, radians as a heading. */
  readonly direction: number;
  /** Metres that it is pushed. */
  readonly metres: number;
  /** Share of the walking speed. */
  readonly pace: number;
  /** Whether it is over only when the ball is slow. */
  readonly waits: boolean;
}

/** Goes behind a ball, pushes it in a direction, lets go, and waits until it is slow. */
export class Push {
  readonly #ground: GoalGround;
  readonly #options: PushOptions;
  #walk: Walk | undefined;
  #phase: 'approach' | 'push' | 'wait' = 'approach';
  #from: GroundPoint | undefined;
  #moved = { tick: 0, x: 0, z: 0 };
  #waited = 0;

  constructor(ground: GoalGround, options: PushOptions) {
    this.#ground = ground;
    this.#options = options;
  }

  /** The action of the next tick; undefined when it is over. */
  act(world: GoalWorld, player: Player): Action | undefined {
    const ball = world.state.entities.get(this.#options.ball);
    if (ball?.kind !== 'ball') return undefined;
    if (this.#phase === 'approach') {
      const action = this.#approach(world, player, ball);
      if (action !== 'behind') return action;
      this.#phase = 'push';
      this.#from = { x: ball.body.x, z: ball.body.z };
      this.#moved = { tick: world.state.tick, ...this.#from };
    }
    if (this.#phase === 'push') {
      if (!this.#isPushed(world, player, ball)) return this.#push(world, player, ball);
      if (!this.#options.waits) return undefined;
      this.#phase = 'wait';
    }
    this.#waited++;
    const speed = Math.hypot(ball.body.vx, ball.body.vz);
    return speed < slow || this.#waited > mostWaiting ? undefined : neutralAction;
  }

  #approach(world: GoalWorld, player: Player, { body: ball }: Ball): Action | 'behind' | undefined {
    const { direction } = this.#options;
    const off = Math.abs(wrapAngle(directionTo(player.body, ball) - direction));
    if (distanceBetween(player.body, ball) < begins && off < aligned) return 'behind';
    const stand = {
      x: ball.x - behindBall * Math.sin(direction),
      z: ball.z - behindBall * Math.cos(direction),
    };
    if (this.#walk === undefined || distanceBetween(this.#walk.to, stand) > 0.3) {
      this.#walk = new Walk(this.#ground, { to: stand, within: 0.2, around: [this.#options.ball] });
    }
    const action = this.#walk.act(world, player);
    if (action !== undefined) return action;
    return distanceBetween(player.body, ball) < begins && off < 2 * aligned ? 'behind' : undefined;
  }

  #isPushed({ state }: GoalWorld, player: Player, { body: ball }: Ball): boolean {
    const { direction, metres } = this.#options;
    const { tick } = state;
    const from = this.#from ?? ball;
    const gone = (ball.x - from.x) * Math.sin(direction) + (ball.z - from.z) * Math.cos(direction);
    if (gone >= metres || distanceBetween(player.body, ball) > rolledAway) return true;
    if (distanceBetween(ball, this.#moved) > 0.1) this.#moved = { tick, x: ball.x, z: ball.z };
    return tick - this.#moved.tick > idleTicks;
  }

  /** Along the direction, and back to the line behind the ball where it is off. */
  #push(world: GoalWorld, { body, pitch }: Player, { body: ball }: Ball): Action {
    const { direction, pace } = this.#options;
    const side = (body.x - ball.x) * Math.cos(direction) - (body.z - ball.z) * Math.sin(direction);
    const back = Math.max(-1.2, Math.min(1.2, correction * side));
    const course = { direction: direction - back, pace, facing: direction };
    return steer({ heading: body.heading, pitch }, course, turnPerTick(world));
  }
}
