import type { Action } from '../../shared/action.ts';
import { wrapAngle } from '../../shared/geometry/camera.ts';
import type { GroundPoint } from '../../shared/geometry/point.ts';
import { nearestInFront, useRange } from '../../shared/geometry/reach.ts';
import { directionTo, distanceBetween, steer } from '../bots/steering.ts';
import type { Door, Player } from '../world/world-state.ts';
import { doorOnWay, type GoalGround, obstaclesOf } from './goal-ground.ts';
import type { GoalWorld } from './goal-world.ts';

/** Metres at which a place of the way counts as reached. */
const near = 0.4;
/** Metres to a door at which it is opened, and ticks between two tries. */
const opens = useRange - 0.3;
const triesEvery = 8;
/** Whoever comes less than so many metres nearer in so many ticks does not get there. */
const stuckMetres = 0.25;
const stuckTicks = 18;
/** Ticks after which the way is searched anew. */
const searchEvery = 24;

export interface WalkOptions {
  readonly to: GroundPoint;
  /** Metres from there at which the walk is over. */
  readonly within: number;
  /** Ids of what is walked around, besides blocks. */
  readonly around: readonly string[];
}

/** Walks a body to a place, around walls and blocks, and opens the doors on its way. */
export class Walk {
  readonly #ground: GoalGround;
  readonly #options: WalkOptions;
  #way: GroundPoint[] = [];
  #searched = Number.NEGATIVE_INFINITY;
  #tried = Number.NEGATIVE_INFINITY;
  #progress: { tick: number; x: number; z: number } | undefined;

  constructor(ground: GoalGround, options: WalkOptions) {
    this.#ground = ground;
    this.#options = options;
  }

  get to(): GroundPoint {
    return this.#options.to;
  }

  /** The action of the next tick; undefined when it is there, or gets nowhere. */
  act(world: GoalWorld, { body, pitch }: Player): Action | undefined {
    const { to, within, around } = this.#options;
    const { tick } = world.state;
    if (distanceBetween(body, to) <= within) return undefined;
    if (this.#isStuck(body, tick)) return undefined;
    if (tick - this.#searched >= searchEvery) {
      this.#searched = tick;
      this.#way = this.#ground.way(body, to, obstaclesOf(world, around));
    }
    while (this.#way.length > 1 && this.#isPassed(body)) this.#way.shift();
    const [next] = this.#way;
    if (next === undefined || (this.#way.length === 1 && distanceBetween(body, next) < 0.1)) return undefined;
    const aim = directionTo(body, next);
    const closed = doorOnWay(body, this.#way.slice(0, 4), world);
    const isAtDoor = closed !== undefined && distanceBetween(body, closed.door.closed) < opens;
    const facing = isAtDoor ? directionTo(body, closed.door.closed) : aim;
    const course = { direction: aim, pace: 1, facing };
    const action = steer({ heading: body.heading, pitch }, course, turnPerTick(world));
    return isAtDoor && this.#opens(world, body, closed) ? { ...action, use: true } : action;
  }

  #opens(world: GoalWorld, body: Player['body'], { id, door }: { id: string; door: Door }): boolean {
    const { tick } = world.state;
    if (door.opening || tick - this.#tried < triesEvery || !isUsable(world, body, id)) return false;
    this.#tried = tick;
    return true;
  }

  /** A place of the way is passed when the next one can be walked to from near it. */
  #isPassed(body: GroundPoint): boolean {
    const [first, second] = this.#way;
    if (distanceBetween(body, first) < near) return true;
    return (
      distanceBetween(body, second) < distanceBetween(first, second) && this.#ground.isStraight(body, second)
    );
  }

  #isStuck({ x, z }: GroundPoint, tick: number): boolean {
    this.#progress ??= { tick, x, z };
    if (distanceBetween({ x, z }, this.#progress) > stuckMetres) this.#progress = { tick, x, z };
    return tick - this.#progress.tick > stuckTicks;
  }
}

/** Radians that a body turns in a tick at an axis value of 1. */
export function turnPerTick({ manifest }: GoalWorld): number {
  return manifest.actions.turnRate / manifest.view.rate;
}

/** Whether `use` would be for this door now. */
export function isUsable({ state }: GoalWorld, body: Player['body'], id: string): boolean {
  const doors = [...state.entities].flatMap(([id, door]) => (door.kind === 'door' ? [{ id, door }] : []));
  return nearestInFront(body, doors, ({ door }) => door.closed, useRange)?.id === id;
}

/** Turns towards a place without walking; undefined when it looks there. */
export function turnTo(
  world: GoalWorld,
  { body, pitch }: Player,
  at: GroundPoint,
  within: number,
): Action | undefined {
  const facing = directionTo(body, at);
  if (Math.abs(wrapAngle(facing - body.heading)) < within && Math.abs(pitch) < 0.1) return undefined;
  return steer(
    { heading: body.heading, pitch },
    { direction: undefined, pace: 0, facing },
    turnPerTick(world),
  );
}
