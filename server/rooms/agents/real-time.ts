import type { AgentAct, AgentCommand } from '../../../shared/agents/agent-requests.ts';
import type { Reason } from '../../../shared/notices/notice.ts';
import type { GeneratedView } from '../../contracts/view.ts';
import type { World } from '../../world/world.ts';
import type { RoomGoals } from '../goals/room-goals.ts';
import type { Agent } from './agent.ts';
import type { AgentPace } from './agent-pace.ts';
import { isBehind, observe } from './observing.ts';

/** Milliseconds by which ticks may come early or late without counting as such. */
const jitter = 8;
/** Milliseconds before which no command can have been decided that comes now. */
const oldest = 2000;

/**
 * Agents beside people: what they do counts from the next tick on, and they are told of every tick, or of every view that
 * is drawn for them.
 */
export class RealTime implements AgentPace {
  readonly #world: World;
  readonly #agents: ReadonlyMap<string, Agent>;
  readonly #goals: Pick<RoomGoals, 'act'>;

  /** When the last tick was over, on the clock of performance.now. */
  #began = performance.now();

  constructor(world: World, agents: ReadonlyMap<string, Agent>, goals: Pick<RoomGoals, 'act'>) {
    this.#world = world;
    this.#agents = agents;
    this.#goals = goals;
  }

  /** An action that is older than the last one is dropped, as an input of people is. */
  act(agent: Agent, act: AgentAct): undefined {
    if (!agent.deeds.take(act)) return;
    agent.driver.stop();
    if (!agent.deeds.isNeutral) agent.member.activity.acted();
    this.#world.setInput(agent.member.id, agent.deeds.input(performance.now()));
  }

  /** A command that is older than the last one is dropped, too. */
  command(
    agent: Agent,
    { command, sequence = agent.deeds.sequence + 1, issued }: AgentCommand,
  ): Reason | undefined {
    if (command === undefined || sequence <= agent.deeds.sequence) return undefined;
    const received = performance.now();
    const decided = issued === undefined ? received : issued - performance.timeOrigin;
    const refusal = agent.driver.take({
      ...{ command, sequence, received },
      issued: Math.min(received, Math.max(received - oldest, decided)),
    });
    if (refusal !== undefined) return refusal;
    agent.deeds.take({ action: {}, sequence });
    agent.member.activity.acted();
    this.#drive(agent);
    return undefined;
  }

  pursue({ driver }: Agent): undefined {
    driver.stop();
  }

  observe(agent: Agent): undefined {
    if (!isBehind(agent)) observe(agent, this.#world, performance.now());
  }

  keep(): Reason {
    return { code: 'lock-step-only', values: {}, field: 'keep' };
  }

  return(): Reason {
    return { code: 'lock-step-only', values: {}, field: 'return' };
  }

  advanced(): void {
    this.#began = this.#beginning();
    for (const agent of this.#agents.values()) {
      if (agent.planes.length === 0) this.observe(agent);
      if (agent.driver.isActive) this.#drive(agent);
      const action = this.#goals.act(agent.member.id);
      if (action === undefined) continue;
      agent.member.activity.acted();
      this.#world.setInput(agent.member.id, agent.deeds.carry(action, performance.now()));
    }
  }

  drawn(views: readonly GeneratedView[]): void {
    for (const view of views) {
      const agent = this.#agents.get(view.view);
      if (agent === undefined || agent.planes.length === 0 || isBehind(agent)) continue;
      observe(agent, this.#world, performance.now(), view);
    }
  }

  changed(): void {}

  /** When the next tick begins: where the last one ended, if that is now but for the timer's jitter. */
  #beginning(): number {
    const now = performance.now();
    const ended = this.#began + 1000 / this.#world.manifest.view.rate;
    return Math.abs(now - ended) <= jitter ? ended : now;
  }

  /**
   * What commands make of the tick that is under way, which is that from the last beat to the next: what is received
   * before the next one still counts in it.
   */
  #drive({ member, deeds, driver }: Agent): void {
    const period = 1000 / this.#world.manifest.view.rate;
    this.#world.setInput(
      member.id,
      deeds.commanded(driver.act(this.#began, this.#began + period), this.#began),
    );
  }
}
