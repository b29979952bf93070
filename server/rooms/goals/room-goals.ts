import pLimit from 'p-limit';
import type { Action } from '../../../shared/action.ts';
import type { GoalMessage } from '../../../shared/goals/goal-messages.ts';
import type { GoalWords } from '../../../shared/goals/goal-words.ts';
import type { GoalNotice } from '../../../shared/notices/goal-notices.ts';
import { type GoalProgress, GoalRunner } from '../../goals/goal-runner.ts';
import { Planner } from '../../goals/planner.ts';
import { type ReadGoal, readGoal } from '../../goals/read-goal.ts';
import type { RoomContext } from '../room-context.ts';

/** Most seconds of a step. */
const stepSeconds = 60;
/** Plans of all rooms of a process are made one after the other, so that branches never have more than a batch in one turn. */
const inTurn = pLimit(1);

/** Hears how a goal goes on. */
export type Told = (message: GoalMessage) => void;

interface Goal {
  readonly runner: GoalRunner;
  readonly told: Told;
  readonly about: Pick<GoalMessage, 'id' | 'name' | 'text' | 'steps'>;
  step: number;
}

/** Goals in words that bodies of a room carry out: of bots, for people, and of agents, for themselves. */
export class RoomGoals {
  readonly #context: Pick<RoomContext, 'world' | 'roomSeed' | 'services'>;
  readonly #words: GoalWords | undefined;
  /** By the session id of the body. */
  readonly #goals = new Map<string, Goal>();

  constructor(context: RoomContext, words: GoalWords | undefined) {
    this.#context = context;
    this.#words = words;
    context.events.on('left', ({ id }) => this.stop(id));
  }

  /** Has a body carry out a goal, in the place of the one that it was at. */
  begin(id: string, text: string, told: Told): void {
    const name = this.#context.world.state.players.get(id)?.name ?? '';
    const read = this.#read(id, text);
    if ('fault' in read) {
      told({ id, name, text, state: 'refused', steps: [], step: 0, fault: read.fault });
      return;
    }
    this.stop(id);
    const { world, roomSeed, services } = this.#context;
    const planner = new Planner(world, {
      ...{ model: services.model, roomSeed, choice: 'roll-outs' },
      inTurn: (plan) => inTurn(plan),
    });
    const runner = new GoalRunner(world, id, read.steps, {
      ...{ planner, stepSeconds },
      told: (progress) => this.#tell(id, progress),
    });
    const about = { id, name, text, steps: read.steps.map(({ said }) => said) };
    this.#goals.set(id, { runner, told, about, step: 0 });
  }

  #read(id: string, text: string): ReadGoal | { fault: GoalNotice } {
    if (this.#words === undefined) return { fault: { code: 'goals-unknown', values: {} } };
    if (!this.#context.world.state.players.has(id)) return { fault: { code: 'goal-no-body', values: {} } };
    return readGoal(text, this.#words);
  }

  /** Ends what a body is at. */
  stop(id: string): void {
    const goal = this.#goals.get(id);
    if (goal === undefined) return;
    this.#goals.delete(id);
    goal.runner.stop();
    goal.told({ ...goal.about, state: 'stopped', step: goal.step });
  }

  /** What a body does in the next tick for its goal; undefined if it has none. To be called once a tick, between two. */
  act(id: string): Action | undefined {
    return this.#goals.get(id)?.runner.act();
  }

  /** The plan that a body waits for; undefined if it has no goal, or one for which none is being made. */
  planning(id: string): Promise<void> | undefined {
    return this.#goals.get(id)?.runner.planning;
  }

  has(id: string): boolean {
    return this.#goals.has(id);
  }

  #tell(id: string, progress: GoalProgress): void {
    const goal = this.#goals.get(id);
    if (goal === undefined) return;
    const { about, told } = goal;
    if (progress.state === 'step') goal.step = progress.step;
    else this.#goals.delete(id);
    const step = progress.state === 'done' ? about.steps.length : progress.step;
    const fault = progress.state === 'failed' ? { fault: progress.fault } : {};
    told({ ...about, state: progress.state, step, ...fault });
  }
}
