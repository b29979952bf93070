import type { Action, ButtonName } from '../../shared/action.ts';
import type { GroundPoint } from '../../shared/geometry/point.ts';
import { distanceBetween } from '../bots/steering.ts';
import type { Player } from '../world/world-state.ts';
import type { GoalGround } from './goal-ground.ts';
import type { GoalWorld } from './goal-world.ts';
import { isUsable, turnTo, Walk } from './walk.ts';

/** Metres from its place at which a body stands right, and radians off at which it looks right. */
const there = 0.25;
const facing = 0.12;
/** Ticks for which it waits for what follows from a button. */
const waits = 10;

export interface StandOptions {
  /** Where the body stands; where it is now when left out. */
  readonly from?: GroundPoint;
  /** What it looks at. */
  readonly at: GroundPoint;
  /** What it presses once then. */
  readonly button?: ButtonName;
  /** Door for which `use` is meant: it is pressed only where it would be for that one. */
  readonly door?: string;
  /** Ids of what is walked around. */
  readonly around: readonly string[];
}

/** Walks to a place, looks at something and presses a button. */
export class Stand {
  readonly #options: StandOptions;
  readonly #walk: Walk | undefined;
  #pressed: number | undefined;

  constructor(ground: GoalGround, options: StandOptions) {
    this.#options = options;
    const { from, around } = options;
    this.#walk = from && new Walk(ground, { to: from, within: there, around });
  }

  /** The action of the next tick; undefined when it is over. */
  act(world: GoalWorld, player: Player): Action | undefined {
    const { from, at, button, door } = this.#options;
    const { tick } = world.state;
    if (this.#pressed !== undefined) {
      return tick - this.#pressed > waits ? undefined : turnTo(world, player, at, 0);
    }
    const walking = this.#walk?.act(world, player);
    if (walking !== undefined) return walking;
    if (from !== undefined && distanceBetween(player.body, from) > 2 * there) return undefined;
    const turning = turnTo(world, player, at, facing);
    if (turning !== undefined) return turning;
    if (button === undefined) return undefined;
    if (door !== undefined && !isUsable(world, player.body, door)) return undefined;
    this.#pressed = tick;
    const still = turnTo(world, player, at, 0);
    return still && { ...still, [button]: true };
  }
}
