import { z } from 'zod';
import { coded } from '../refusals/coded.ts';

/** Why a message of an agent is not taken, beside what messages of people are refused for. */
export const agentNotices = [
  /** It is no JSON object with a `type`. */
  coded('unreadable-message', {}),
  coded('join-first', {}),
  /** In lock-step: the last action has not been answered yet. */
  coded('step-under-way', {}),
  coded('lock-step-only', {}),
  /** A command in words of which some are not known, and examples of what is. */
  coded('words-unknown', { words: z.string(), known: z.array(z.string()) }),
  coded('moment-unknown', { name: z.string() }),
  coded('moments-full', { maximum: z.int() }),
] as const;
