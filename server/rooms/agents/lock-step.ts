import { neutralAction } from '../../../shared/action.ts';
import { type AgentAct, type AgentCommand, mostMoments } from '../../../shared/agents/agent-requests.ts';
import type { Reason } from '../../../shared/notices/notice.ts';
import type { SharedMemory } from '../../contracts/world-model.ts';
import type { MemorySnapshot } from '../../memory/memory-content.ts';
import type { WorldSnapshot } from '../../world/snapshots/world-snapshot.ts';
import type { Step, StepSource } from '../../world/step-loop.ts';
import type { World } from '../../world/world.ts';
import type { RoomGoals } from '../goals/room-goals.ts';
import type { Agent } from './agent.ts';
import type { AgentPace } from './agent-pace.ts';
import { observe } from './observing.ts';

export interface LockStepOptions {
  world: World;
  memory: SharedMemory;
  /** By session id. */
  agents: ReadonlyMap<string, Agent>;
  /** Goals in words, which decide for the agents that have one. */
  goals: Pick<RoomGoals, 'act' | 'has' | 'planning'>;
  /** The world is, or will be, put back to this moment. */
  jumped(): void;
  /** The last agent has left. */
  emptied(): void;
  /** A fault of the server. */
  failed(error: unknown): void;
}

interface Moment {
  world: WorldSnapshot;
  memory: MemorySnapshot;
}

/**
 * Agents decide when time passes: a tick happens when each of them that has a seat has said what it does in it. Whoever
 * asked only to observe lets the others go on, and where all did, the world is shown as it is. A goal in words decides for its agent
 * until it is over, and time stands still while it is planned.
 */
export class LockStep implements AgentPace, StepSource {
  readonly #options: LockStepOptions;
  /** Ticks that each agent's decision still lasts, 0 for one that only observes; none for one that has to decide. */
  readonly #decided = new Map<Agent, number>();
  readonly #moments = new Map<string, Moment>();
  #wake = () => {};
  /** A step is under way, or a return to a moment. */
  #busy = false;
  /** An agent has come. */
  #begun = false;

  constructor(options: LockStepOptions) {
    this.#options = options;
  }

  listen(wake: () => void): void {
    this.#wake = wake;
  }

  act(agent: Agent, act: AgentAct): Reason | undefined {
    if (this.#decided.has(agent)) return underWay('act');
    // In lock-step there is one action at a time, so none can be too old.
    agent.deeds.take({ action: act.action });
    agent.driver.stop();
    agent.member.activity.acted();
    return this.#decide(agent, act.ticks);
  }

  command(agent: Agent, { command, ticks }: AgentCommand): Reason | undefined {
    if (this.#decided.has(agent)) return underWay('command');
    if (command !== undefined) {
      const [sequence, received, lasts] = [agent.deeds.sequence + 1, this.#now, ticks * this.#period];
      const refusal = agent.driver.take({ command, sequence, received, issued: received, lasts });
      if (refusal !== undefined) return refusal;
      agent.deeds.take({ action: {} });
    }
    agent.member.activity.acted();
    return this.#decide(agent, ticks);
  }

  pursue(agent: Agent): Reason | undefined {
    if (this.#decided.has(agent)) return underWay('goal');
    agent.driver.stop();
    agent.member.activity.acted();
    return undefined;
  }

  observe(agent: Agent): Reason | undefined {
    return this.#decided.has(agent) ? underWay('observe') : this.#decide(agent, 0);
  }

  #decide(agent: Agent, ticks: number): undefined {
    this.#decided.set(agent, ticks);
    this.#wake();
  }

  /** Sets the inputs of everybody whose decision lasts. */
  next(): Step | undefined {
    const agents = this.#seated;
    const { goals } = this.#options;
    if (this.#busy || agents.length === 0) return undefined;
    const isAtGoal = (agent: Agent) => !this.#decided.has(agent) && goals.has(agent.member.id);
    if (agents.some((agent) => !this.#decided.has(agent) && !isAtGoal(agent))) return undefined;
    const plans = agents.flatMap(({ member }) => goals.planning(member.id) ?? []);
    if (plans.length > 0) {
      // The step that this call belongs to has to be over before the next one can be asked for.
      void Promise.allSettled(plans).then(() => setImmediate(() => this.#wake()));
      return undefined;
    }
    this.#busy = true;
    let advances = false;
    for (const agent of agents) {
      if (isAtGoal(agent)) {
        advances = true;
        const { member, deeds } = agent;
        const action = goals.act(member.id) ?? neutralAction;
        this.#options.world.setInput(member.id, deeds.carry(action, this.#now));
        continue;
      }
      const ticks = this.#decided.get(agent) ?? 0;
      if (ticks === 0) continue;
      advances = true;
      this.#decided.set(agent, ticks - 1);
      const { member, deeds, driver } = agent;
      const input = driver.isActive
        ? deeds.commanded(driver.act(this.#now, this.#now + this.#period), this.#now)
        : deeds.input(this.#now);
      this.#options.world.setInput(member.id, input);
    }
    return { advances, draws: agents.some((agent) => this.#decided.get(agent) === 0) };
  }

  stepped(): void {
    this.#busy = false;
    for (const agent of this.#seated) {
      if (this.#decided.get(agent) !== 0) continue;
      this.#decided.delete(agent);
      observe(agent, this.#options.world, this.#now);
    }
  }

  keep(agent: Agent, name: string): Reason | undefined {
    const { world, memory, agents, jumped } = this.#options;
    if (this.#busy) return underWay('keep');
    if (memory.snapshot === undefined) return { code: 'saving-off', values: {}, field: 'keep' };
    if (!this.#moments.has(name) && this.#moments.size >= mostMoments) {
      return { code: 'moments-full', values: { maximum: mostMoments }, field: 'keep' };
    }
    // Half a step, or a fall, is no part of a moment: what is heard and felt begins anew here, as after a return.
    for (const { senses } of agents.values()) senses.kept();
    jumped();
    this.#moments.set(name, { world: world.snapshot(), memory: memory.snapshot() });
    agent.line.tell('moment', { name, tick: world.state.tick });
    return undefined;
  }

  return(agent: Agent, name: string): Reason | undefined {
    if (this.#busy) return underWay('return');
    const moment = this.#moments.get(name);
    if (moment === undefined) return { code: 'moment-unknown', values: { name }, field: 'return' };
    const players = new Set(moment.world.state.players.map(({ id }) => id));
    const bodies = [...this.#options.world.state.players.keys()];
    // Whoever came since has no body in that moment.
    if (bodies.length !== players.size || bodies.some((id) => !players.has(id))) {
      return { code: 'moment-unknown', values: { name }, field: 'return' };
    }
    this.#busy = true;
    // Decisions were about the moment that is left; those that come meanwhile are about the next one.
    this.#decided.clear();
    this.#return(agent, name, moment)
      .catch((error: unknown) => this.#options.failed(error))
      .finally(() => {
        this.#busy = false;
        this.#wake();
      });
    return undefined;
  }

  async #return({ line }: Agent, name: string, moment: Moment): Promise<void> {
    const { world, memory, agents, jumped } = this.#options;
    await memory.replace?.(moment.memory);
    world.restore(moment.world);
    // The memory owns the snapshot now.
    if (memory.snapshot !== undefined) moment.memory = memory.snapshot();
    for (const { senses, driver } of agents.values()) {
      senses.jumped();
      driver.stop();
    }
    jumped();
    line.tell('moment', { name, tick: world.state.tick });
  }

  advanced(): void {}

  drawn(): void {}

  changed(): void {
    const agents = new Set(this.#options.agents.values());
    for (const agent of [...this.#decided.keys()]) {
      if (!agents.has(agent) || agent.member.role !== 'player') this.#decided.delete(agent);
    }
    if (agents.size > 0) this.#wake();
    else if (this.#begun) this.#options.emptied();
    this.#begun ||= agents.size > 0;
  }

  get #seated(): Agent[] {
    return [...this.#options.agents.values()].filter(({ member }) => member.role === 'player');
  }

  /** Simulated milliseconds: how long somebody thinks does not count. */
  get #now(): number {
    return this.#options.world.state.tick * this.#period;
  }

  /** Milliseconds of a tick. */
  get #period(): number {
    return 1000 / this.#options.world.manifest.view.rate;
  }
}

function underWay(field: string): Reason {
  return { code: 'step-under-way', values: {}, field };
}
