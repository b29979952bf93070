import { z } from 'zod';
import { coded } from '../refusals/coded.ts';

/** Why a message to the room is not taken, whatever it asks for. Faults in its fields are among the refusals. */
export const messageNotices = [
  coded('unknown-message', { message: z.string(), known: z.array(z.string()) }),
  coded('too-many-messages', { message: z.string() }),
  coded('host-only', {}),
  /** `waiting`: the sender waits for a seat. */
  coded('players-only', { waiting: z.boolean() }),
  /** The host does not let this member speak. */
  coded('silenced', {}),
] as const;
