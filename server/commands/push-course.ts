import { type Action, neutralAction } from '../../shared/action.ts';
import type { PushCommand } from '../../shared/commands/command.ts';
import { halfExtents } from '../../shared/entity.ts';
import { wrapAngle } from '../../shared/geometry/camera.ts';
import type { GroundPoint } from '../../shared/geometry/point.ts';
import type { Seen } from '../bots/bot-sight.ts';
import { directionTo, distanceBetween, steer } from '../bots/steering.ts';
import type { Controller, Decision, Situation } from './controller.ts';
import { PositionWalk } from './position-walk.ts';

/** Metres and metres a second of the pushed body that count as there. */
const there = { metres: 0.3, speed: 0.3 } as const;
/** Radians off the line of the push at which it has to go around the body first; less ends that. */
const behind = { most: 0.45, least: 0.2 } as const;
/** Metres that it keeps from the body while it goes around. */
const clearance = 0.35;

/**
 * Pushes a body to a place by walking against it, as a spring and a damper between it and the place would. The spring's force
 * less the damper's decides whether to push at all, and their ratio how fast: where both are equal, the body moves with
 * stiffness / damping times its distance a second.
 */
export class PushCourse implements Controller {
  readonly #command: PushCommand;
  #body: string | undefined;
  #around: { walk: PositionWalk; from: GroundPoint } | undefined;

  constructor(command: PushCommand) {
    this.#command = command;
  }

  decide(situation: Situation): Decision {
    const thing = this.#thing(situation);
    if (thing === undefined) return { action: neutralAction, state: 'unseen' };
    const { target } = this.#command;
    const left = distanceBetween(thing, target);
    const speed = Math.hypot(thing.vx, thing.vz);
    if (left < there.metres && speed < there.speed) return { action: neutralAction, state: 'done' };
    const way = directionTo(thing, target);
    const off = Math.abs(wrapAngle(directionTo(situation.pose, thing) - way));
    const reach = 1.5 + halfExtents[thing.kind][0] + halfExtents.player[0];
    const isBehind = distanceBetween(situation.pose, thing) < reach && off < behind.most;
    if (!isBehind || (this.#around && off > behind.least)) return this.#goAround(situation, thing, way);
    this.#around = undefined;
    return { action: this.#push(situation, thing), state: 'under-way' };
  }

  /** The same body until it is lost, else the nearest one. */
  #thing({ sight, pose }: Situation): Seen | undefined {
    const known = this.#body === undefined ? undefined : sight.of(this.#body);
    const [thing] = known
      ? [known]
      : sight.all(this.#command.thing).sort((a, b) => distanceBetween(pose, a) - distanceBetween(pose, b));
    this.#body = thing?.id;
    return thing;
  }

  #push({ pose, pitch, limits, period }: Situation, thing: Seen): Action {
    const { target, stiffness, damping } = this.#command;
    const way = directionTo(thing, target);
    const along = thing.vx * Math.sin(way) + thing.vz * Math.cos(way);
    const left = distanceBetween(thing, target);
    const force = stiffness * left - damping * along;
    const speed = (stiffness / damping) * left;
    // It aims at the far side of the line, so that the body stays ahead of it.
    const towards = directionTo(pose, thing);
    const direction = towards + 1.5 * wrapAngle(towards - way);
    const pace = force > 0 ? Math.min(1, speed / limits.walkingSpeed) : 0;
    return steer(
      { heading: pose.heading, pitch },
      { direction, pace, facing: towards },
      limits.turnRate * period,
    );
  }

  #goAround(situation: Situation, thing: Seen, way: number): Decision {
    if (!this.#around || distanceBetween(thing, this.#around.from) > 0.2) {
      const metres = halfExtents[thing.kind][0] + halfExtents.player[0] + clearance;
      const place = { x: thing.x - metres * Math.sin(way), z: thing.z - metres * Math.cos(way) };
      this.#around = {
        walk: new PositionWalk({ ...place, heading: way, within: 0.15 }),
        from: { x: thing.x, z: thing.z },
      };
    }
    const decision = this.#around.walk.decide(situation);
    if (decision.state !== 'done') return decision;
    this.#around = undefined;
    return { action: decision.action, state: 'under-way' };
  }
}
