import { type Action, neutralAction } from '../../shared/action.ts';
import type { GroundPoint } from '../../shared/geometry/point.ts';
import type { GoalNotice } from '../../shared/notices/goal-notices.ts';
import type { World } from '../world/world.ts';
import { crossing, type DoorSide } from './door-sides.ts';
import { type Performance, performed } from './manoeuvre.ts';
import { lead, type Plan, type Planner } from './planner.ts';
import type { ReadStep } from './read-goal.ts';
import { type GoalTask, type ReferentFault, taskOf } from './referents.ts';
import { StepWatch } from './step-watch.ts';

/** Why a step failed. */
export type StepFault =
  | ReferentFault
  | Extract<GoalNotice, { code: 'goal-no-way' | 'goal-thing-gone' | 'goal-out-of-time' | 'goal-broken-off' }>;

/** What is told of a goal, as it goes on. Steps are numbered from 0. */
export type GoalProgress =
  | { readonly state: 'step'; readonly step: number }
  | { readonly state: 'done' }
  | { readonly state: 'failed'; readonly step: number; readonly fault: StepFault };

export interface GoalRunnerOptions {
  readonly planner: Planner;
  /** Most seconds of a step. */
  readonly stepSeconds: number;
  readonly told: (progress: GoalProgress) => void;
}

/** Plans in a row that find nothing, after which a step is given up. */
const mostVain = 3;
/** Ticks from one of them to the next. */
const vainPause = 12;

/** Carries out a goal with a body in the room, step by step: plan, do, look, plan again. */
export class GoalRunner {
  readonly #world: World;
  readonly #self: string;
  readonly #steps: readonly ReadStep[];
  readonly #options: GoalRunnerOptions;
  readonly #start: GroundPoint;
  readonly #used: string[] = [];
  readonly #passed: { door: string; side: DoorSide }[] = [];
  #step = -1;
  #tick = 0;
  #task: GoalTask | undefined;
  #watch: StepWatch | undefined;
  #began = 0;
  #performance: Performance | undefined;
  #planning: Promise<void> | undefined;
  #planned: { plan: Plan | undefined; begins: number } | undefined;
  #foreseen = false;
  #vain = 0;
  #attempts = 0;
  #resumes = 0;
  #before: GroundPoint | undefined;
  #over = false;

  /** The player `self` must be in the world. */
  constructor(world: World, self: string, steps: readonly ReadStep[], options: GoalRunnerOptions) {
    this.#world = world;
    this.#self = self;
    this.#steps = steps;
    this.#options = options;
    const body = world.state.players.get(self)?.body;
    this.#start = { x: body?.x ?? 0, z: body?.z ?? 0 };
  }

  get isOver(): boolean {
    return this.#over;
  }

  /** The plan that is under way, for who waits for it instead of playing on. */
  get planning(): Promise<void> | undefined {
    return this.#planning;
  }

  /** Ends the goal without a word. */
  stop(): void {
    this.#over = true;
  }

  /** The action of the next tick. To be called once after every tick, between two of them. */
  act(): Action {
    const player = this.#world.state.players.get(this.#self);
    if (this.#over) return neutralAction;
    if (player === undefined) return this.#fail({ code: 'goal-broken-off', values: {} });
    const { tick } = this.#world.state;
    // The room was taken back to an earlier moment.
    if (tick < this.#tick) return this.#fail({ code: 'goal-broken-off', values: {} });
    this.#tick = tick;
    this.#followTrail(player.body);
    if (this.#step < 0 && !this.#begin(0)) return neutralAction;
    while (this.#watch?.isDone(this.#world)) if (!this.#begin(this.#step + 1)) return neutralAction;
    const rate = this.#world.manifest.view.rate;
    const { stepSeconds } = this.#options;
    if (tick - this.#began > stepSeconds * rate) {
      const values = { seconds: stepSeconds, foreseen: this.#foreseen };
      return this.#fail({ code: 'goal-out-of-time', values });
    }
    if (this.#isGone()) return this.#fail({ code: 'goal-thing-gone', values: {} });
    this.#takePlan(tick);
    const action = this.#performance?.act(this.#world, player);
    if (action !== undefined) return action;
    this.#performance = undefined;
    if (this.#planning === undefined && this.#planned === undefined && tick >= this.#resumes)
      this.#think(tick);
    return neutralAction;
  }

  /** Begins a step, and ends the goal after the last one. False when it is over. */
  #begin(step: number): boolean {
    this.#step = step;
    this.#performance = this.#planned = undefined;
    this.#foreseen = false;
    this.#vain = this.#resumes = this.#attempts = 0;
    if (step === this.#steps.length) {
      this.#over = true;
      this.#options.told({ state: 'done' });
      return false;
    }
    const context = { self: this.#self, start: this.#start, used: this.#used, passed: this.#passed };
    const found = taskOf(this.#steps[step], this.#world, context);
    if ('fault' in found) {
      this.#fail(found.fault);
      return false;
    }
    const { task } = found;
    this.#task = task;
    this.#began = this.#world.state.tick;
    this.#watch = new StepWatch(task, this.#self);
    if (task.thing !== undefined) this.#used.push(task.thing);
    if (task.aim !== undefined && 'id' in task.aim) this.#used.push(task.aim.id);
    this.#options.told({ state: 'step', step });
    return true;
  }

  #fail(fault: StepFault): Action {
    this.#over = true;
    this.#options.told({ state: 'failed', step: Math.max(0, this.#step), fault });
    return neutralAction;
  }

  #think(tick: number): void {
    const [task, watch, step] = [this.#task, this.#watch, this.#step];
    if (task === undefined || watch === undefined) return;
    this.#planning = this.#options.planner
      .plan(task, watch, { self: this.#self, attempt: this.#attempts++ })
      .then((plan) => {
        if (step === this.#step) this.#planned = { plan, begins: tick + lead };
      })
      .catch(() => {
        if (!this.#over) this.#fail({ code: 'goal-broken-off', values: {} });
      })
      .finally(() => {
        this.#planning = undefined;
      });
  }

  /** Begins what was planned, not before the tick that it was planned for. */
  #takePlan(tick: number): void {
    if (this.#planned === undefined || tick < this.#planned.begins) return;
    const { plan } = this.#planned;
    this.#planned = undefined;
    if (plan === undefined) {
      this.#vain++;
      this.#resumes = tick + vainPause;
      if (this.#vain >= mostVain) this.#fail({ code: 'goal-no-way', values: {} });
      return;
    }
    this.#vain = 0;
    this.#foreseen ||= plan.foreseen === true;
    this.#performance = performed(plan.manoeuvre, this.#options.planner.ground);
  }

  /** A thing that a step is about may be taken by somebody else; an orb or a block that is to be gone is no fault. */
  #isGone(): boolean {
    const { thing, verb } = this.#task ?? {};
    return thing !== undefined && verb !== 'remove' && !this.#world.state.entities.has(thing)
      ? !this.#world.state.players.has(thing)
      : false;
  }

  #followTrail({ x, z }: GroundPoint): void {
    const before = this.#before;
    this.#before = { x, z };
    if (before === undefined) return;
    for (const [id, door] of this.#world.state.entities) {
      if (door.kind !== 'door') continue;
      const side = crossing(door, before, { x, z });
      if (side !== undefined) this.#passed.push({ door: id, side });
    }
  }
}
