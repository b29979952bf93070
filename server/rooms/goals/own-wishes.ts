import { type Action, buttonNames, isNeutral, neutralAction } from '../../../shared/action.ts';
import { adapterTimingsSchema, type CommandState } from '../../../shared/commands/command.ts';
import { instructionsOf } from '../../../shared/commands/words.ts';
import type { GoalMessage } from '../../../shared/goals/goal-messages.ts';
import type { InputMessage } from '../../../shared/messages.ts';
import type { GoalNotice } from '../../../shared/notices/goal-notices.ts';
import { CommandDriver } from '../../commands/command-driver.ts';
import type { Member } from '../members/roster.ts';
import type { RoomContext } from '../room-context.ts';
import type { RoomGoals, Told } from './room-goals.ts';

/** Why a wish in the words of a body ends early. */
const faults: Partial<Record<CommandState, GoalNotice>> = {
  blocked: { code: 'goal-no-way', values: {} },
  unseen: { code: 'goal-unseen', values: {} },
};

/** A wish that a body carries out by single instructions, such as 'turn left'. */
interface Spoken {
  readonly driver: CommandDriver;
  readonly about: Pick<GoalMessage, 'id' | 'name' | 'text' | 'steps'>;
  readonly told: Told;
  step: number;
}

interface Wish {
  /** Undefined for a goal, which the room plans. */
  readonly spoken: Spoken | undefined;
  /** What the body does next, and whether an input of its page has taken it. */
  action: Action;
  isTaken: boolean;
  /** The last tick that it acted for: a smaller one means that the room was taken back. */
  tick: number;
}

/**
 * Wishes in words that people have for their own bodies. The room moves the body in the place of their devices: each input that
 * presses nothing becomes what the wish does next, and the first that presses something ends it. What the words adapter of agents
 * understands (shared/commands/words.ts) is done at once; anything else is a goal, and planned.
 */
export class OwnWishes {
  readonly #context: Pick<RoomContext, 'world' | 'roster'>;
  readonly #goals: RoomGoals;
  readonly #wishes = new Map<string, Wish>();
  #began = performance.now();

  constructor(context: Pick<RoomContext, 'world' | 'roster' | 'events'>, goals: RoomGoals) {
    this.#context = context;
    this.#goals = goals;
    context.events.on('left', ({ id }) => this.#wishes.delete(id));
  }

  /** Has a member's body do something, in the place of what it was told before. */
  begin({ id, name }: Pick<Member, 'id' | 'name'>, text: string, told: Told): void {
    this.stop(id);
    const { world } = this.#context;
    const { tick } = world.state;
    const wish = { action: neutralAction, isTaken: true, tick };
    const read = instructionsOf(text);
    if ('instructions' in read && world.state.players.has(id)) {
      const driver = new CommandDriver(world, id, adapterTimingsSchema.parse({}));
      const now = performance.now();
      driver.take({ command: { adapter: 'words', text }, sequence: 1, received: now, issued: now });
      const steps = read.instructions.map(({ words }) => words);
      const spoken = { driver, told, about: { id, name, text, steps }, step: 0 };
      this.#wishes.set(id, { ...wish, spoken });
      told({ ...spoken.about, state: 'step', step: 0 });
      return;
    }
    this.#wishes.set(id, { ...wish, spoken: undefined });
    this.#goals.begin(id, text, (message) => {
      if (message.state !== 'step') this.#wishes.delete(id);
      told(message);
    });
  }

  /** Ends what a member's body is at. */
  stop(id: string): void {
    const wish = this.#wishes.get(id);
    if (wish === undefined) return;
    this.#wishes.delete(id);
    if (wish.spoken === undefined) this.#goals.stop(id);
    else this.#tell(wish.spoken, { state: 'stopped' });
  }

  /** What an input of a member's page does: the same, or what its wish does next. */
  input(id: string, input: InputMessage): InputMessage {
    const wish = this.#wishes.get(id);
    if (wish === undefined) return input;
    if (!isNeutral(input.action)) {
      this.stop(id);
      return input;
    }
    wish.isTaken = true;
    return { ...input, action: wish.action };
  }

  /** The world has moved on by a tick: wishes say what their bodies do in the next one. */
  advanced(): void {
    const { world, roster } = this.#context;
    const began = performance.now();
    for (const [id, wish] of this.#wishes) {
      const isLost = !world.state.players.has(id) || world.state.tick < wish.tick;
      wish.tick = world.state.tick;
      const { spoken } = wish;
      const action = spoken === undefined ? this.#goals.act(id) : this.#speak(id, spoken, isLost, began);
      if (action === undefined) continue;
      roster.get(id)?.activity.acted();
      const next = { ...action };
      // A press that no input has taken yet is not lost.
      if (!wish.isTaken) for (const name of buttonNames) next[name] ||= wish.action[name];
      Object.assign(wish, { action: next, isTaken: false });
    }
    this.#began = began;
  }

  /** What instructions have the body do next; undefined when they are over. */
  #speak(id: string, spoken: Spoken, isLost: boolean, now: number): Action | undefined {
    const { driver } = spoken;
    const period = 1000 / this.#context.world.manifest.view.rate;
    const { action } = driver.act(Math.max(this.#began, now - period), now);
    const state = driver.report()?.state ?? 'idle';
    const fault: GoalNotice | undefined = isLost ? { code: 'goal-broken-off', values: {} } : faults[state];
    if (state === 'under-way' && fault === undefined) {
      if (driver.stepNumber > spoken.step) this.#tell(spoken, { state: 'step', step: driver.stepNumber });
      spoken.step = Math.max(spoken.step, driver.stepNumber);
      return action;
    }
    this.#wishes.delete(id);
    const step = state === 'done' ? spoken.about.steps.length : driver.stepNumber;
    if (fault === undefined) this.#tell(spoken, { state: 'done', step });
    else this.#tell(spoken, { state: 'failed', step, fault });
    return undefined;
  }

  #tell({ about, told, step }: Spoken, message: Pick<GoalMessage, 'state'> & Partial<GoalMessage>): void {
    told({ ...about, step, ...message });
  }
}
