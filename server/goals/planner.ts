import { setImmediate as nextTurn } from 'node:timers/promises';
import { distanceBetween } from '../bots/steering.ts';
import type { WorldModel } from '../contracts/world-model.ts';
import type { World } from '../world/world.ts';
import { blockBefore } from './blocked-way.ts';
import { Branches, type RollOut, type RollOutOptions } from './branches.ts';
import { candidatesFor, doorBefore, straightPush } from './candidates.ts';
import { GoalGround, obstaclesOf } from './goal-ground.ts';
import type { GoalWorld } from './goal-world.ts';
import type { Manoeuvre } from './manoeuvre.ts';
import { pushDirections } from './push-directions.ts';
import { type GoalTask, placeOfAim, placeOfEntity } from './referents.ts';
import { StepWatch } from './step-watch.ts';

export const planChoices = ['roll-outs', 'dribbling', 'direct'] as const;
export type PlanChoice = (typeof planChoices)[number];

export interface PlannerOptions {
  /** Moves the bodies of branches, as it moves those of the room. */
  readonly model: Pick<WorldModel, 'move'>;
  readonly roomSeed: number;
  /**
   * How one of the manoeuvres is chosen. `roll-outs` tries them in branches. The others, for comparison, do not: `dribbling`
   * takes what looks best, then what looks next best, and pushes a ball along its way around walls, deciding anew all the time;
   * `direct` takes what looks best, and pushes a ball straight to where it is to be.
   */
  readonly choice: PlanChoice;
  /** Has plans wait for one another; each begins at once by default. */
  readonly inTurn?: <Result>(plan: () => Promise<Result>) => Promise<Result>;
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
/** Metres by which a push has to bring a ball nearer, or pairs of pushes are tried: so many first ones, and after each so many. */
const worthwhile = 0.8;
const mostFollowed = 4;
const mostNext = 10;
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
  readonly #choice: PlanChoice;
  readonly #inTurn: NonNullable<PlannerOptions['inTurn']>;

  constructor(world: World, { model, roomSeed, choice, inTurn = (plan) => plan() }: PlannerOptions) {
    this.#inTurn = inTurn;
    this.#world = world;
    this.#choice = choice;
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
  plan(
    task: GoalTask,
    watch: StepWatch,
    search: { self: string; attempt: number },
  ): Promise<Plan | undefined> {
    return this.#inTurn(() => this.#plan(task, watch, search));
  }

  async #plan(
    task: GoalTask,
    watch: StepWatch,
    search: { self: string; attempt: number },
  ): Promise<Plan | undefined> {
    this.ground.refresh();
    const first = this.#before(task, search.self);
    if (first === undefined) return this.#search(task, watch, search);
    const prepared = await this.#search(first, new StepWatch(first, search.self), search);
    return prepared ?? this.#search(task, watch, search);
  }

  /**
   * What has to be done before a task can be: a closed door is opened for a ball, and a block without which a way would lead there
   * is removed, after any that lies before that one.
   */
  #before(task: GoalTask, self: string): GoalTask | undefined {
    const parts = { ground: this.ground, world: this.#world, self };
    const door = doorBefore({ ...parts, task });
    let first: GoalTask | undefined = door === undefined ? undefined : { verb: 'open', thing: door };
    const removed = new Set<string>();
    for (;;) {
      const block = blockBefore({ ...parts, task: first ?? task });
      if (block === undefined || removed.has(block)) return first;
      removed.add(block);
      first = { verb: 'remove', thing: block };
    }
  }

  async #search(
    task: GoalTask,
    watch: StepWatch,
    { self, attempt }: { self: string; attempt: number },
  ): Promise<Plan | undefined> {
    // A plan that waited for others begins at any time, and so does the second search of one.
    while (!this.#world.isAtRest) await nextTurn();
    const parts = { ground: this.ground, world: this.#world, self, task };
    const candidates = candidatesFor(parts).slice(0, mostTried);
    if (candidates.length === 0) return undefined;
    if (this.#choice !== 'roll-outs') {
      const manoeuvre =
        this.#choice === 'direct'
          ? (straightPush(parts) ?? candidates[0])
          : lookingBest(task.verb === 'bring', candidates, attempt);
      return { manoeuvre, foreseen: undefined, tried: 0 };
    }
    const snapshot = this.#world.stateOfLog();
    const options = { snapshot, self, lead, watch, mostTicks };
    const left = (branch: GoalWorld) => this.#left(task, branch, self);
    const next = (branch: GoalWorld) => candidatesFor({ ...parts, world: branch }).slice(0, mostNext);
    const isDynamic = task.verb === 'bring';
    const rolled: RollOut[] = [];
    for (let from = 0; from < candidates.length; from += atOnce) {
      const some = candidates.slice(from, from + atOnce);
      rolled.push(...(await this.#branches.roll(some, { ...options, left, ...(isDynamic && { next }) })));
      if (rolled.some(({ done }) => done)) break;
    }
    // What ends at once does nothing.
    const useful = rolled.filter(({ done, ticks }) => done || ticks > lead + 1);
    if (useful.length === 0) return undefined;
    const best = cheapest(useful);
    const isHard = isDynamic && !best.done && left(this.#world) - best.left < worthwhile;
    if (isHard) return this.#searchOn(useful, { ...options, lead: 0, left });
    return { manoeuvre: best.manoeuvre, foreseen: best.done, tried: rolled.length };
  }

  /**
   * Where no push brings the ball nearer by itself, one that another one can follow does: those that end best are followed by
   * others, and what began the best pair is taken.
   */
  async #searchOn(
    rolled: readonly RollOut[],
    options: Omit<RollOutOptions, 'snapshot' | 'watch'>,
  ): Promise<Plan> {
    const firsts = [...rolled].sort((a, b) => costOf(a) - costOf(b)).slice(0, mostFollowed);
    let best = { manoeuvre: firsts[0].manoeuvre, cost: costOf(firsts[0]), done: false };
    let tried = rolled.length;
    for (const { manoeuvre, ticks, end } of firsts) {
      if (end === undefined) continue;
      const { snapshot, watch } = end;
      const seconds = await this.#branches.roll(end.next, { ...options, snapshot, watch });
      tried += seconds.length;
      for (const second of seconds) {
        const cost = costOf(second) + tickWorth * ticks;
        if (cost < best.cost) best = { manoeuvre, cost, done: second.done };
      }
    }
    return { manoeuvre: best.manoeuvre, foreseen: best.done, tried };
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

function lookingBest(isDynamic: boolean, candidates: readonly Manoeuvre[], attempt: number): Manoeuvre {
  const some = isDynamic ? candidates.filter(({ kind }) => kind === 'dribble') : candidates;
  return some[attempt % some.length];
}

function cheapest(rolled: readonly RollOut[]): RollOut {
  return rolled.reduce((a, b) => (costOf(b) < costOf(a) ? b : a));
}

function costOf({ done, left, ticks }: RollOut): number {
  return done ? tickWorth * ticks - 100 : left + tickWorth * ticks;
}
