import type { AgentMessageName } from '../../../shared/agents/agent-messages.ts';
import { agentMessages } from '../../../shared/agents/agent-messages.ts';
import { englishAnswers } from '../../../shared/answers/english.ts';
import type { RoomAnswers } from '../answers/room-answers.ts';
import type { RoomGoals } from '../goals/room-goals.ts';
import type { Member } from '../members/roster.ts';
import { isSilenced } from '../messages/handlers.ts';
import { type Handler, type Route, route } from '../messages/message-handler.ts';
import type { Relay } from '../messages/relay.ts';
import type { RoomContext } from '../room-context.ts';
import type { Agent } from './agent.ts';
import type { AgentPace } from './agent-pace.ts';

/** The parts of the room that the handlers call. */
export interface AgentHandlerParts {
  agents: ReadonlyMap<string, Agent>;
  pace: AgentPace;
  relay: Relay;
  goals: RoomGoals;
  answers: RoomAnswers;
  /** Has the agent's view drawn from now on where it sees anything, and not where it does not. */
  looks(agent: Agent): void;
}

/** A route for every message of agents: a new one is an entry of the table in shared/agents and a route here. */
export function agentHandlers(
  { world }: Pick<RoomContext, 'world'>,
  { agents, pace, relay, goals, answers, looks }: AgentHandlerParts,
): Readonly<Record<AgentMessageName, Route>> {
  /** Hands a message to `handle` with the agent that sent it. */
  const byAgent = <Message>(
    handle: (agent: Agent, message: Message) => ReturnType<Handler<Message>['handle']>,
  ): Handler<Message> => ({
    handle: (member: Member, message: Message) => {
      const agent = agents.get(member.id);
      return agent === undefined ? undefined : handle(agent, message);
    },
  });
  return {
    act: route(
      agentMessages.act,
      byAgent((agent, act) => {
        goals.stop(agent.member.id);
        return pace.act(agent, act);
      }),
    ),
    command: route(
      agentMessages.command,
      byAgent((agent, command) => pace.command(agent, command)),
    ),
    observe: route(
      agentMessages.observe,
      byAgent((agent, { planes, senses }) => {
        agent.perceives = senses ?? agent.perceives;
        if (planes !== undefined) {
          agent.planes = planes;
          looks(agent);
        }
        return pace.observe(agent);
      }),
    ),
    keep: route(
      agentMessages.keep,
      byAgent((agent, { name }) => pace.keep(agent, name)),
    ),
    return: route(
      agentMessages.return,
      byAgent((agent, { name }) => pace.return(agent, name)),
    ),
    goal: route(
      agentMessages.goal,
      byAgent((agent, { text }) => {
        const { member, line } = agent;
        const refusal = pace.pursue(agent);
        if (refusal !== undefined) return refusal;
        if (text === undefined) goals.stop(member.id);
        else goals.begin(member.id, text, (message) => line.tell('goal', message));
        pace.changed();
        return undefined;
      }),
    ),
    ask: route(
      agentMessages.ask,
      byAgent(({ member, line }, request) => {
        const answer = answers.ask(member.id, request);
        if (answer !== undefined)
          line.tell('answer', { ...answer, text: englishAnswers.answer(answer.answer) });
        return undefined;
      }),
    ),
    describe: route(
      agentMessages.describe,
      byAgent(({ member, line }, { id, words }) => {
        void answers.describe(member.id, { words }).then((scene) => {
          if (scene !== undefined) line.tell('scene', { id, scene, text: englishAnswers.scene(scene) });
        });
        return undefined;
      }),
    ),
    chat: route(
      agentMessages.chat,
      byAgent(({ member }, { text }) => {
        if (isSilenced(member, 'chat')) return undefined;
        const { id, name, role } = member;
        relay.pass(member, 'chat', { id, name, role, host: false, text });
        return undefined;
      }),
    ),
    ping: route(
      agentMessages.ping,
      byAgent(({ line }, { id }) => {
        const time = performance.timeOrigin + performance.now();
        line.tell('pong', { id, time, tick: world.state.tick });
        return undefined;
      }),
    ),
  };
}
