import { distanceBetween } from '../bots/steering.ts';
import type { WorldModel } from '../contracts/world-model.ts';
import type { World } from '../world/world.ts';
import { Branches, type RollOut } from './branches.ts';
import { candidatesFor, doorBefore } from './candidates.ts';
import { GoalGround, obstaclesOf } from './goal-ground.ts';
import type { GoalWorld } from './goal-world.ts';
import type { Manoeuvre } from './manoeuvre.ts';
import { pushDirections } from './push-directions.ts';
import { type GoalTask, placeOfAim, placeOfEntity } from './referents.ts';
import { StepWatch } from './step-watch.ts';

export interface PlannerOptions {
  /** Moves the bodies of branches, as it moves those of the room. */
  readonly model: Pick<WorldModel, 'move'>;
  readonly roomSeed: number;
  /** Whether manoeuvres are tried in branches. Without, the one that looks best is taken. */
  readonly rollOuts: boolean;
}

/** What to do next for a step. */
export interface Plan {
  readonly manoeuvre: Manoeuvre;
  /** Whether a branch showed the step done by it; undefined where none was tried. */
  readonly foreseen: boolean | undefined;
  /** Manoeuvres that were tried. */
  readonly tried: number;
}

/** Ticks between the state that is planned from and the first one of its manoeuvre. */
export const lead = 6;
/** Most manoeuvres that are tried for a plan, and at once: trying ends with the first ones of which one does the step. */
const mostTried = 24;
const atOnce = 8;
/** Most ticks of a manoeuvre in a branch: 15 s. */
const mostTicks = 180;
/** Metres of the way that are given for a tick of it. */
const tickWorth = 0.01;
/** Metres that a ball is worse off where nobody can push it nearer, and for each metre a second that it still rolls. */
const stranded = 4;
const rolling = 0.3;
/** Metres by which a push must bring the ball nearer so that it counts as one that can. */
const leastGain = 0.2;

/** Searches for what brings a step of a goal about, by trying it in branches of the room. */
export class Planner {
  readonly ground: GoalGround;
  readonly #world: World;
  readonly #branches: Branches;
  readonly #rollOuts: boolean;

  constructor(world: World, { model, roomSeed, rollOuts }: PlannerOptions) {
    this.#world = world;
    this.#rollOuts = rollOuts;
    this.ground = new GoalGround(world.ground);
    this.#branches = new Branches(world, { model, roomSeed, ground: this.ground });
  }

  /** Ticks of all branches so far. */
  get rolledTicks(): number {
    return this.#branches.ticks;
  }

  /**
   * What a body does next for a step; undefined where there is nothing that it could do. `attempt`: plans of this step before,
   * by which the planner without roll-outs goes on to the next best.
   */
  async plan(
    task: GoalTask,
    watch: StepWatch,
    { self, attempt }: { self: string; attempt: number },
  ): Promise<Plan | undefined> {
    this.ground.refresh();
    const door = doorBefore({ ground: this.ground, world: this.#world, self, task });
    const search = { self, attempt };
    if (door === undefined) return this.#search(task, watch, search);
    const opening: GoalTask = { verb: 'open', thing: door };
    const opened = await this.#search(opening, new StepWatch(opening, self), search);
    return opened ?? this.#search(task, watch, search);
  }

  async #search(
    task: GoalTask,
    watch: StepWatch,
    { self, attempt }: { self: string; attempt: number },
  ): Promise<Plan | undefined> {
    const parts = { ground: this.ground, world: this.#world, self, task };
    const candidates = candidatesFor(parts).slice(0, mostTried);
    if (candidates.length === 0) return undefined;
    if (!this.#rollOuts) {
      const some = task.verb === 'bring' ? candidates.filter(({ kind }) => kind === 'dribble') : candidates;
      return { manoeuvre: some[attempt % some.length], foreseen: undefined, tried: 0 };
    }
    const snapshot = this.#world.stateOfLog();
    const options = { snapshot, self, lead, watch, mostTicks };
    const left = (branch: GoalWorld) => this.#left(task, branch, self);
    const rolled: RollOut[] = [];
    for (let from = 0; from < candidates.length; from += atOnce) {
      const some = candidates.slice(from, from + atOnce);
      rolled.push(...(await this.#branches.roll(some, { ...options, left })));
      if (rolled.some(({ done }) => done)) break;
    }
    // What ends at once does nothing.
    const useful = rolled.filter(({ done, ticks }) => done || ticks > lead + 1);
    if (useful.length === 0) return undefined;
    const best = useful.reduce((a, b) => (costOf(b) < costOf(a) ? b : a));
    return { manoeuvre: best.manoeuvre, foreseen: best.done, tried: rolled.length };
  }

  /** How far a step is from done in a state, metres. */
  #left(task: GoalTask, world: GoalWorld, self: string): number {
    const body = world.state.players.get(self)?.body;
    const thing = task.thing === undefined ? undefined : world.state.entities.get(task.thing);
    const aim = task.aim && placeOfAim(task.aim, world);
    if (body === undefined) return Number.POSITIVE_INFINITY;
    if (task.verb !== 'bring') {
      const to = aim ?? (thing && placeOfEntity(thing));
      return to === undefined ? 0 : Math.min(99, this.ground.field(to, obstaclesOf(world))(body));
    }
    if (thing?.kind !== 'ball' || task.thing === undefined || aim === undefined) return 99;
    const ball = thing.body;
    const way = this.ground.field(aim, obstaclesOf(world))(ball);
    const question = { ball: task.thing, at: ball, self: body, to: aim };
    const pushes = pushDirections(this.ground, world, question);
    const isStranded = !pushes.some(({ gain }) => gain > leastGain);
    const speed = Math.hypot(ball.vx, ball.vz);
    const apart = distanceBetween(body, ball);
    return Math.min(99, way) + (isStranded ? stranded : 0) + rolling * speed + 0.1 * Math.min(apart, 10);
  }
}

function costOf({ done, left, ticks }: RollOut): number {
  return done ? tickWorth * ticks - 100 : left + tickWorth * ticks;
}
