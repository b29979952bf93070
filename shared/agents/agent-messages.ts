import { z } from 'zod';
import { axisNames, buttonNames } from '../action.ts';
import { answerMessageSchema } from '../answers/answer.ts';
import { askRequestSchema } from '../answers/question.ts';
import { describeRequestSchema, sceneMessageSchema } from '../answers/scene.ts';
import { adapterTimingsSchema } from '../commands/command.ts';
import { agentGoalSchema, goalMessageSchema } from '../goals/goal-messages.ts';
import {
  chatMessageSchema,
  chatRequestSchema,
  noticeMessageSchema,
  pingSchema,
  pongSchema,
} from '../messages.ts';
import { paceSchema } from '../pace.ts';
import type { ClientMessageKind } from '../protocol/client-messages.ts';
import {
  agentActSchema,
  agentCommandSchema,
  agentJoinSchema,
  agentObserveSchema,
  momentSchema,
} from './agent-requests.ts';
import { observationSchema } from './observation.ts';
import { planeLayoutSchema } from './planes.ts';

/** The version of all messages here. It is part of the path, so that a server can speak several. */
export const agentProtocolVersion = 1;
/** Path of the WebSocket, before the room's id and below the server's base path. */
export const agentPath = `agents/v${agentProtocolVersion}`;

/** What both sides know of a message that agents send. */
export interface AgentMessageKind extends Omit<ClientMessageKind, 'answers'> {
  readonly answers?: readonly AgentAnswerName[];
}

/** Every message to an agent. */
export const agentAnswers = {
  joined: {
    schema: z.object({
      protocol: z.literal(agentProtocolVersion),
      /** The agent's id among the room's members. */
      id: z.string(),
      room: z.string(),
      /** Title of the world. */
      world: z.string(),
      /** Decides everything that happens by chance. */
      roomSeed: z.int().min(0),
      mode: z.string(),
      pace: paceSchema,
      /** Ticks a second. */
      rate: z.number(),
      /** In [-1, 1]. */
      axes: z.array(z.enum(axisNames)),
      buttons: z.array(z.enum(buttonNames)),
      /** Radians a second at a `turn` and a `look` of 1; metres a second that no body exceeds. */
      turnRate: z.number(),
      lookRate: z.number(),
      speedLimit: z.number(),
      /** Pixels; the focal length, too. */
      view: z.object({ width: z.int(), height: z.int(), focal: z.number() }),
      /** How often it may command, and how late its body obeys, by adapter. */
      adapters: adapterTimingsSchema,
      /** What it may ask for. */
      planes: z.array(planeLayoutSchema),
    }),
    description: 'The answer to `join`: what the room is, and what the agent can do and see.',
  },
  seat: {
    schema: z.object({ taken: z.boolean(), waitsFor: z.enum(['', 'seat', 'machine']) }),
    description:
      'Whether the agent has a seat and a body. It follows `joined`, and comes again when that changes.',
  },
  observation: {
    schema: observationSchema,
    description:
      'What the agent knows of the world. In real time one comes after every tick, with planes after every drawn view; in lock-step when the ticks of its action are over.',
  },
  moment: {
    schema: z.object({ name: z.string(), tick: z.int().min(0) }),
    description: 'The room keeps this moment, or is at it again.',
  },
  goal: { schema: goalMessageSchema, description: 'How the goal that the agent set itself goes on.' },
  notice: {
    schema: noticeMessageSchema,
    description: 'What the room tells it, by a code and its values, such as the reason of a refusal.',
  },
  answer: {
    schema: answerMessageSchema.extend({ text: z.string() }),
    description: 'The answer to a question about space; `text` says it in English.',
  },
  scene: {
    schema: sceneMessageSchema.extend({ text: z.string() }),
    description: 'What the agent’s view shows; `text` says it in English.',
  },
  chat: { schema: chatMessageSchema, description: 'What somebody wrote.' },
  pong: { schema: pongSchema, description: 'The answer to a ping: the server’s clock and tick.' },
} as const satisfies Record<string, { readonly schema: z.ZodType; readonly description: string }>;

export type AgentAnswers = typeof agentAnswers;
export type AgentAnswerName = keyof AgentAnswers;
export type AgentAnswer<Name extends AgentAnswerName> = z.output<AgentAnswers[Name]['schema']>;

/**
 * Every message that an agent may send, once it has joined. Limits, dispatch and docs/protocol.md follow from this table.
 * server/rooms/agents/agent-handlers.ts has a handler for each.
 */
export const agentMessages = {
  act: {
    schema: agentActSchema,
    // In lock-step, a room is asked as fast as it answers.
    rate: { perSecond: 2000, burst: 500 },
    from: 'player',
    description:
      'What the agent does. In lock-step the room waits for one of each agent, and answers it when its ticks are over.',
    answers: ['observation'],
  },
  command: {
    schema: agentCommandSchema,
    rate: { perSecond: 2000, burst: 500 },
    from: 'player',
    description:
      'What the agent wants in other terms than axes and buttons: a velocity, a position, a push or words. An adapter makes actions of it until the next `act` or `command`. In lock-step it is a decision, as `act` is.',
    answers: ['observation'],
  },
  observe: {
    schema: agentObserveSchema,
    rate: { perSecond: 100, burst: 100 },
    from: 'player',
    description: 'Asks for an observation of the world as it is. In lock-step, no time passes for it.',
    answers: ['observation'],
  },
  keep: {
    schema: momentSchema,
    rate: { perSecond: 2, burst: 8 },
    from: 'player',
    description: 'Has a room in lock-step remember this moment. Between two ticks alone.',
    answers: ['moment'],
  },
  return: {
    schema: momentSchema,
    rate: { perSecond: 200, burst: 100 },
    from: 'player',
    description:
      'Puts a room in lock-step back to a moment that it remembers, for everybody in it. Between two ticks alone.',
    answers: ['moment'],
  },
  goal: {
    schema: agentGoalSchema,
    rate: { perSecond: 0.5, burst: 5 },
    from: 'player',
    description:
      'A goal in words. The room plans it and moves the agent’s body, until it is over or the agent acts. In real time alone.',
    answers: ['goal'],
  },
  ask: {
    schema: askRequestSchema,
    rate: { perSecond: 20, burst: 40 },
    from: 'player',
    description:
      'A question about the space around the agent, in words or as one of eight kinds. What nobody’s view has shown is not known.',
    answers: ['answer'],
  },
  describe: {
    schema: describeRequestSchema,
    rate: { perSecond: 20, burst: 40 },
    from: 'player',
    description: 'Asks what the agent’s newest view shows. Without planes it has none.',
    answers: ['scene'],
  },
  chat: {
    schema: chatRequestSchema,
    rate: { perSecond: 0.5, burst: 5 },
    from: 'anyone',
    description: 'A line of text for everybody in the room.',
    answers: ['chat'],
  },
  ping: {
    schema: pingSchema,
    rate: { perSecond: 5, burst: 10 },
    from: 'anyone',
    description: 'Measures the round trip.',
    answers: ['pong'],
  },
} as const satisfies Record<string, AgentMessageKind>;

export type AgentMessages = typeof agentMessages;
export type AgentMessageName = keyof AgentMessages;

/** The message with which an agent comes in. It is no part of the table, because it is said once, before all others. */
export const agentJoin = {
  schema: agentJoinSchema,
  description: 'The first message: who comes, and with which invite. Within 5 s of the connection.',
} as const;
