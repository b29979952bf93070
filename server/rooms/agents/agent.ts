import { type Action, isNeutral, neutralAction } from '../../../shared/action.ts';
import type { AgentAct } from '../../../shared/agents/agent-requests.ts';
import type { PlaneName } from '../../../shared/agents/planes.ts';
import type { SenseName } from '../../../shared/agents/senses.ts';
import type { CommandDriver } from '../../commands/command-driver.ts';
import type { Member } from '../members/roster.ts';
import type { AgentConnection } from './agent-connection.ts';
import type { AgentSenses } from './agent-senses.ts';

/** Most actions that are remembered until the world has moved by them. */
const mostSent = 64;

/** An action on its way into the world. */
interface Sent {
  /** Number of the input, and of the agent's action. */
  readonly input: number;
  readonly sequence: number;
  /** When it was received, milliseconds on the room's clock. */
  readonly at: number;
}

/** A program in a room: a member like others, with what it does and senses. */
export interface Agent {
  readonly member: Member;
  readonly line: AgentConnection;
  readonly senses: AgentSenses;
  readonly deeds: AgentDeeds;
  /** Makes actions of its commands. */
  readonly driver: CommandDriver;
  /** What it sees; changed by the agent. */
  planes: readonly PlaneName[];
  /** What it senses besides; changed by the agent. */
  perceives: readonly SenseName[];
}

/** What an agent does, by its own sequence numbers, and as inputs of the world, which are numbered on their own. */
export class AgentDeeds {
  #inputs = 0;
  #sequence = 0;
  #action: Action = neutralAction;
  #sent: Sent[] = [];

  /** Takes an action. False if it is older than the last one. */
  take({ action, sequence = this.#sequence + 1 }: Pick<AgentAct, 'action' | 'sequence'>): boolean {
    if (sequence <= this.#sequence) return false;
    this.#sequence = sequence;
    this.#action = { ...neutralAction, ...action };
    return true;
  }

  /** Sequence number of the newest one. */
  get sequence(): number {
    return this.#sequence;
  }

  /** An action that the room does for the agent, as the next input of the world: the agent's own numbers stay. */
  carry(action: Action, at: number): { sequence: number; action: Action } {
    this.#action = action;
    return this.input(at);
  }

  /** The last action as the next input of the world; `at` as in {@link Sent}. */
  input(at: number): { sequence: number; action: Action } {
    return this.#send(this.#sequence, at);
  }

  /** The same for what its commands make of a tick that begins at `now`. */
  commanded(
    { action, effective }: ReturnType<CommandDriver['act']>,
    now: number,
  ): { sequence: number; action: Action } {
    this.#action = action;
    const before = this.#sent.at(-1)?.sequence ?? 0;
    return this.#send(effective?.sequence ?? before, effective?.issued ?? now);
  }

  #send(sequence: number, at: number): { sequence: number; action: Action } {
    const input = ++this.#inputs;
    this.#sent.push({ input, sequence, at });
    if (this.#sent.length > mostSent) this.#sent.shift();
    return { sequence: input, action: this.#action };
  }

  /** Whether it walks. */
  get walks(): boolean {
    return this.#action.move !== 0 || this.#action.strafe !== 0;
  }

  get isNeutral(): boolean {
    return isNeutral(this.#action);
  }

  /** The action behind the input that moved the body; undefined before the first. */
  behind(input: number): Pick<Sent, 'sequence' | 'at'> | undefined {
    return this.#sent.findLast((sent) => sent.input <= input);
  }
}
