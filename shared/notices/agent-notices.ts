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
  coded('moment-unknown', { name: z.string() }),
  coded('moments-full', { maximum: z.int() }),
] as const;
