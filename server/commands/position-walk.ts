import { neutralAction } from '../../shared/action.ts';
import { wrapAngle } from '../../shared/geometry/camera.ts';
import { isInLineOfSight } from '../../shared/geometry/line-of-sight.ts';
import type { GroundPoint } from '../../shared/geometry/point.ts';
import { directionTo, distanceBetween, steer } from '../bots/steering.ts';
import { placeSpacing } from '../bots/walkable-ground.ts';
import type { Controller, Decision, Situation } from './controller.ts';
import { isDoorAhead, knownObstacles } from './known-obstacles.ts';

export interface Destination extends GroundPoint {
  /** Radians; where it looks in the end. As it walks, by default. */
  readonly heading?: number | undefined;
  /** Metres from the destination that count as there. */
  readonly within?: number;
  /** Walks straight on, and looks where it looked, instead of finding a way. */
  readonly straight?: boolean;
  /** Id of what is there, which is no obstacle on the way. */
  readonly thing?: string;
}

/** Metres and radians that count as there. */
const reached = { metres: 0.1, radians: 0.04 } as const;
/** Metres at which a place of the way is passed, and from the destination at which the final heading is taken. */
const near = 0.35;
const arriving = 0.7;
/** Milliseconds after which a way is looked for anew. */
const refreshing = 2000;
/** A body that moves less than so many metres in so many milliseconds is stuck, and gives up after so many times. */
const stuck = { metres: 0.15, milliseconds: 1500, times: 3 } as const;
/** Milliseconds that a door has to open before it is used again. */
const doorTime = 1500;

/**
 * Walks to a place, around what is known to be in the way, and opens doors. Where no way leads there, it walks as near as it
 * gets, and is blocked.
 */
export class PositionWalk implements Controller {
  readonly #destination: Destination;
  #way: GroundPoint[] | undefined;
  #found = Number.NEGATIVE_INFINITY;
  #progress: { at: number; place: GroundPoint } | undefined;
  #stuck = 0;
  #opened = Number.NEGATIVE_INFINITY;

  constructor(destination: Destination) {
    this.#destination = destination;
  }

  decide(situation: Situation): Decision {
    const { stands, pose, period, limits, at } = situation;
    const { heading, within = reached.metres, straight = false } = this.#destination;
    const isThere = distanceBetween(stands, this.#destination) <= within;
    const off = heading === undefined ? 0 : Math.abs(wrapAngle(heading - stands.heading));
    if (isThere && off <= reached.radians) return { action: neutralAction, state: 'done' };
    if (!isThere && this.#isStuck(stands, at)) return { action: neutralAction, state: 'blocked' };
    const [next, last] = this.#next(situation);
    const left = distanceBetween(pose, this.#destination);
    const facing = straight || left < arriving ? (heading ?? stands.heading) : directionTo(pose, next);
    // The last step ends at the destination, and is none for whoever is there already.
    const reach = limits.walkingSpeed * period;
    const ahead = distanceBetween(pose, next);
    const isClose = isThere && distanceBetween(pose, this.#destination) <= within;
    const course = {
      direction: isClose || ahead < 1e-6 ? undefined : directionTo(pose, next),
      pace: last ? Math.min(1, ahead / reach) : 1,
      facing,
    };
    const action = steer({ heading: pose.heading, pitch: situation.pitch }, course, limits.turnRate * period);
    return { action: { ...action, use: this.#opensDoor(situation, next) }, state: 'under-way' };
  }

  /** The next place of the way, and whether it is the last one. */
  #next(situation: Situation): [GroundPoint, boolean] {
    const { pose, at, world } = situation;
    if (this.#destination.straight) return [this.#destination, true];
    if (this.#way === undefined || at - this.#found > refreshing) this.#find(situation);
    const way = this.#way ?? [];
    while (way.length > 1 && isPassed(pose, way[0], way[1], world.ground)) way.shift();
    return [way[0] ?? this.#destination, way.length <= 1];
  }

  #find(situation: Situation): void {
    const { ground, stands, at } = situation;
    ground.refresh();
    const way = ground.way(stands, this.#destination, knownObstacles(situation, this.#destination.thing));
    // Places of the lattice lie beside the destination.
    const isWhole = distanceBetween(way.at(-1) ?? stands, this.#destination) < 2 * placeSpacing;
    this.#way = isWhole ? [...way.slice(0, -1), this.#destination] : way;
    this.#found = at;
  }

  #isStuck(stands: GroundPoint, at: number): boolean {
    this.#progress ??= { at, place: stands };
    if (distanceBetween(stands, this.#progress.place) > stuck.metres) {
      this.#progress = { at, place: stands };
      this.#stuck = 0;
    }
    if (at - this.#progress.at <= stuck.milliseconds) return false;
    this.#progress = { at, place: stands };
    this.#way = undefined;
    return ++this.#stuck >= stuck.times;
  }

  #opensDoor(situation: Situation, next: GroundPoint): boolean {
    if (this.#destination.straight || situation.at - this.#opened < doorTime) return false;
    if (!isDoorAhead(situation, next)) return false;
    this.#opened = situation.at;
    return true;
  }
}

/** A place is passed when the next one can be seen from near it. */
function isPassed(
  pose: GroundPoint,
  first: GroundPoint,
  second: GroundPoint,
  ground: Situation['world']['ground'],
): boolean {
  if (distanceBetween(pose, first) < near) return true;
  return (
    distanceBetween(pose, second) < distanceBetween(first, second) && isInLineOfSight(pose, second, ground)
  );
}
