import type { Action } from '../../shared/action.ts';
import { wrapAngle } from '../../shared/geometry/camera.ts';
import { distanceBetween } from '../bots/steering.ts';
import type { Player } from '../world/world-state.ts';
import type { GoalGround } from './goal-ground.ts';
import type { GoalWorld } from './goal-world.ts';
import { Push } from './push.ts';
import { pushDirections } from './push-directions.ts';
import { type Aim, placeOfAim } from './referents.ts';

/** Ticks between two choices of a direction, and radians of a change that is worth it. */
const decidesEvery = 4;
const change = 0.3;
/** Metres of a push that goes on until a better direction is chosen, or the ball rolls away. */
const farther = 100;

export interface DribbleOptions {
  /** Id of the ball. */
  readonly ball: string;
  readonly to: Aim;
  /** Share of the walking speed. */
  readonly pace: number;
  /** Ticks after which it is over. */
  readonly ticks: number;
}

/** Pushes a ball towards a place, always in the direction that looks best, without thinking ahead. */
export class Dribble {
  readonly #ground: GoalGround;
  readonly #options: DribbleOptions;
  #began: number | undefined;
  #decided = Number.NEGATIVE_INFINITY;
  #direction: number | undefined;
  #push: Push | undefined;

  constructor(ground: GoalGround, options: DribbleOptions) {
    this.#ground = ground;
    this.#options = options;
  }

  /** The action of the next tick; undefined when it is over. */
  act(world: GoalWorld, player: Player): Action | undefined {
    const { ball, to, ticks } = this.#options;
    const { tick } = world.state;
    this.#began ??= tick;
    const entity = world.state.entities.get(ball);
    const place = placeOfAim(to, world);
    if (entity?.kind !== 'ball' || place === undefined || tick - this.#began > ticks) return undefined;
    if (distanceBetween(entity.body, place) < place.radius / 2) return undefined;
    if (tick - this.#decided >= decidesEvery) this.#decide(world, player, entity.body, place);
    const action = this.#push?.act(world, player);
    if (action === undefined) this.#push = this.#direction = undefined;
    return action ?? (this.#push === undefined ? this.#again(world, player) : undefined);
  }

  #decide(world: GoalWorld, { body }: Player, at: Player['body'], to: { x: number; z: number }): void {
    this.#decided = world.state.tick;
    const { ball, pace } = this.#options;
    const [best] = pushDirections(this.#ground, world, { ball, at, self: body, to });
    if (best === undefined) return;
    const { direction } = best;
    if (this.#direction !== undefined && Math.abs(wrapAngle(direction - this.#direction)) < change) return;
    this.#direction = direction;
    this.#push = new Push(this.#ground, { ball, direction, metres: farther, pace, waits: false });
  }

  /** The push is over: the next one begins at once. */
  #again(world: GoalWorld, player: Player): Action | undefined {
    const entity = world.state.entities.get(this.#options.ball);
    const place = placeOfAim(this.#options.to, world);
    if (entity?.kind !== 'ball' || place === undefined) return undefined;
    this.#decide(world, player, entity.body, place);
    return this.#push?.act(world, player);
  }
}
