import type { AgentAct, AgentCommand } from '../../../shared/agents/agent-requests.ts';
import type { Reason } from '../../../shared/notices/notice.ts';
import type { GeneratedView } from '../../contracts/view.ts';
import type { Agent } from './agent.ts';

/** When agents act and observe: by the clock, or in lock-step. Each request returns the reason if it is refused. */
export interface AgentPace {
  act(agent: Agent, act: AgentAct): Reason | undefined;
  command(agent: Agent, command: AgentCommand): Reason | undefined;
  /** A goal in words begins, which moves the agent from now on. */
  pursue(agent: Agent): Reason | undefined;
  /** Wants to know the world as it is. */
  observe(agent: Agent): Reason | undefined;
  /** Remembers this moment, or puts the room back to one. */
  keep(agent: Agent, name: string): Reason | undefined;
  return(agent: Agent, name: string): Reason | undefined;
  /** The world has moved on by a tick. */
  advanced(): void;
  /** Views of a tick were drawn. */
  drawn(views: readonly GeneratedView[]): void;
  /** An agent came or went, or got or lost its seat. */
  changed(): void;
}
