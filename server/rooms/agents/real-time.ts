import type { AgentAct } from '../../../shared/agents/agent-requests.ts';
import type { Reason } from '../../../shared/notices/notice.ts';
import type { GeneratedView } from '../../contracts/view.ts';
import type { World } from '../../world/world.ts';
import type { Agent } from './agent.ts';
import type { AgentPace } from './agent-pace.ts';
import { isBehind, observe } from './observing.ts';

/**
 * Agents beside people: what they do counts from the next tick on, and they are told of every tick, or of every view that
 * is drawn for them.
 */
export class RealTime implements AgentPace {
  readonly #world: World;
  readonly #agents: ReadonlyMap<string, Agent>;

  constructor(world: World, agents: ReadonlyMap<string, Agent>) {
    this.#world = world;
    this.#agents = agents;
  }

  /** An action that is older than the last one is dropped, as an input of people is. */
  act(agent: Agent, act: AgentAct): undefined {
    if (!agent.deeds.take(act)) return;
    if (!agent.deeds.isNeutral) agent.member.activity.acted();
    this.#world.setInput(agent.member.id, agent.deeds.input(performance.now()));
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
    for (const agent of this.#agents.values()) if (agent.planes.length === 0) this.observe(agent);
  }

  drawn(views: readonly GeneratedView[]): void {
    for (const view of views) {
      const agent = this.#agents.get(view.view);
      if (agent === undefined || agent.planes.length === 0 || isBehind(agent)) continue;
      observe(agent, this.#world, performance.now(), view);
    }
  }

  changed(): void {}
}
