import { neutralAction } from '../../shared/action.ts';
import type { Instruction, SpokenInstruction } from '../../shared/commands/words.ts';
import type { EntityKind } from '../../shared/entity.ts';
import { wrapAngle } from '../../shared/geometry/camera.ts';
import type { GroundPoint } from '../../shared/geometry/point.ts';
import { directionTo, distanceBetween } from '../bots/steering.ts';
import type { Controller, Decision, Situation } from './controller.ts';
import { PositionWalk } from './position-walk.ts';

/** Metres from a thing at which somebody has walked to it. An orb is walked onto. */
const arrived: Readonly<Record<EntityKind, number>> = {
  orb: 0.3,
  ball: 1,
  player: 1.2,
  block: 1.1,
  door: 1.2,
};
/** Metres from where an orb was seen within which it is taken. */
const taken = 1.5;
/** Radians that count as the look that was asked for. */
const looking = 0.03;

/** Carries out instructions one after the other. The first that fails ends them. */
export class SpokenCourse implements Controller {
  readonly #instructions: readonly SpokenInstruction[];
  #number = 0;
  #current: Controller | undefined;

  constructor(instructions: readonly SpokenInstruction[]) {
    this.#instructions = instructions;
  }

  get step(): string | undefined {
    return this.#instructions[Math.min(this.#number, this.#instructions.length - 1)]?.words;
  }

  get number(): number {
    return this.#number;
  }

  decide(situation: Situation): Decision {
    while (this.#number < this.#instructions.length) {
      this.#current ??= controllerOf(this.#instructions[this.#number].instruction, situation);
      const decision = this.#current.decide(situation);
      if (decision.state !== 'done') return decision;
      this.#number++;
      this.#current = undefined;
    }
    return { action: neutralAction, state: 'done' };
  }
}

/** What carries out an instruction that begins here and now. */
function controllerOf(instruction: Instruction, { stands, at }: Situation): Controller {
  const { x, z, heading } = stands;
  const here = { x, z, within: 1, straight: true };
  switch (instruction.do) {
    case 'turn':
      return new PositionWalk({ ...here, heading: heading + instruction.radians });
    case 'face':
      return new ToThing(instruction.thing, (thing, from) => {
        return new PositionWalk({ ...from, within: 1, straight: true, heading: directionTo(from, thing) });
      });
    case 'walk': {
      const { forward, right } = instruction;
      const [s, c] = [Math.sin(heading), Math.cos(heading)];
      const to = { x: x + forward * s + right * c, z: z + forward * c - right * s };
      return new PositionWalk({ ...to, heading, straight: true });
    }
    case 'walkTo':
      return new ToThing(instruction.thing, (thing) => {
        return new PositionWalk({
          x: thing.x,
          z: thing.z,
          within: arrived[instruction.thing],
          thing: thing.id,
        });
      });
    case 'look':
      return { decide: (situation) => look(situation, instruction.pitch) };
    case 'press': {
      let presses = 0;
      return {
        // A button acts when it is pressed, and has to be let go before it acts again.
        decide: () => {
          const state = presses < 2 ? 'under-way' : 'done';
          return { action: { ...neutralAction, [instruction.button]: presses++ === 0 }, state };
        },
      };
    }
    case 'wait': {
      const end = at + 1000 * instruction.seconds;
      return { decide: (now) => ({ action: neutralAction, state: now.at < end ? 'under-way' : 'done' }) };
    }
  }
}

function look({ pitch, period, lookRate }: Situation, wanted: number): Decision {
  const off = wanted - pitch;
  if (Math.abs(off) < looking) return { action: neutralAction, state: 'done' };
  // What is on the way to the body is not counted in its pitch: half the rest a time does not overshoot.
  const share = Math.max(-1, Math.min(1, (0.5 * off) / (lookRate * period)));
  return { action: { ...neutralAction, look: share }, state: 'under-way' };
}

/** Something that was seen. */
type Thing = GroundPoint & { readonly id: string };

/** Does something about the nearest thing of a kind that was seen, wherever it moves. */
class ToThing implements Controller {
  readonly #kind: EntityKind;
  readonly #make: (thing: Thing, from: Situation['stands']) => Controller;
  #thing: Thing | undefined;
  #controller: Controller | undefined;

  constructor(kind: EntityKind, make: (thing: Thing, from: Situation['stands']) => Controller) {
    this.#kind = kind;
    this.#make = make;
  }

  decide(situation: Situation): Decision {
    const { sight, stands } = situation;
    const known = this.#thing ? sight.of(this.#thing.id) : nearest(sight.all(this.#kind), stands);
    if (known === undefined) {
      const isTaken = this.#kind === 'orb' && this.#thing && distanceBetween(stands, this.#thing) < taken;
      return { action: neutralAction, state: isTaken ? 'done' : 'unseen' };
    }
    if (!this.#thing || !this.#controller || distanceBetween(known, this.#thing) > 0.3) {
      this.#thing = { id: known.id, x: known.x, z: known.z };
      this.#controller = this.#make(this.#thing, stands);
    }
    return this.#controller.decide(situation);
  }
}

/** The nearest one; of two at the same distance the one further ahead. */
function nearest<Place extends GroundPoint>(places: Place[], from: Situation['stands']): Place | undefined {
  const cost = (place: Place) =>
    distanceBetween(from, place) + 1e-3 * Math.abs(wrapAngle(directionTo(from, place) - from.heading));
  return places.sort((a, b) => cost(a) - cost(b))[0];
}
