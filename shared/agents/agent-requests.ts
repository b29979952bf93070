import { z } from 'zod';
import { actionSchema } from '../action.ts';
import { adapterTimingsSchema, commandSchema } from '../commands/command.ts';
import { identifier } from '../identifier.ts';
import { personName } from '../text/display-text.ts';
import { planesSchema } from './planes.ts';
import { sensesSchema } from './senses.ts';

/** What an agent says first. */
export const agentJoinSchema = z.strictObject({
  /** As everybody in the room sees it. */
  name: personName().default('Agent'),
  /** An invite of the room with the role `agent`, or the host's. */
  token: z.string().max(1024),
  /** What it sees. A view that nobody looks at is not drawn. */
  planes: planesSchema.default([]),
  /** What it senses besides. */
  senses: sensesSchema.default([]),
  /** How often each adapter takes commands, and how late the body obeys. */
  adapters: adapterTimingsSchema.prefault({}),
  /** A random id that the program keeps: by it, whoever was kicked is known again. */
  visitor: identifier.optional(),
});
export type AgentJoin = z.output<typeof agentJoinSchema>;

/** Most ticks that one action may last: 20 s at 12 ticks a second. */
export const mostTicks = 240;

/** What an agent does from now on. Axes and buttons that are left out are neutral. */
export const agentActSchema = z.strictObject({
  action: actionSchema.partial().default({}),
  /** Ticks for which it lasts. In real time, an action holds until the next one, and for 4 ticks at most. */
  ticks: z.int().min(1).max(mostTicks).default(1),
  /** Grows with each action; the observation names the newest that moved the body. Numbered by the room when left out. */
  sequence: z.int().min(1).max(0xffffffff).optional(),
});
export type AgentAct = z.output<typeof agentActSchema>;

/** What the agent wants from now on, in the terms of another kind of body. */
export const agentCommandSchema = z.strictObject({
  /** Left out: the last command goes on. */
  command: commandSchema.optional(),
  /** Ticks until the next decision, in lock-step. */
  ticks: z.int().min(1).max(mostTicks).default(1),
  /** As with `act`. */
  sequence: z.int().min(1).max(0xffffffff).optional(),
  /**
   * When it was decided, in milliseconds on the clock that `pong` tells; when it was received, by default. In real time
   * alone: what the network took is part of the latency then, not on top of it.
   */
  issued: z.number().min(0).optional(),
});
export type AgentCommand = z.output<typeof agentCommandSchema>;

/** Asks for an observation of the world as it is now. */
export const agentObserveSchema = z.strictObject({
  /** What it sees from now on; as before when left out. */
  planes: planesSchema.optional(),
  /** What it senses besides from now on; as before when left out. */
  senses: sensesSchema.optional(),
});

/** A moment that the room remembers until it ends, by a name. */
export const momentSchema = z.strictObject({
  name: z.string().regex(/^[\w-]{1,40}$/, 'must be letters, digits, - and _, at most 40'),
});
/** Most moments of one room. */
export const mostMoments = 8;
