import { z } from 'zod';
import { entityKinds } from '../entity.ts';
import { coded } from '../refusals/coded.ts';

const examples = z.array(z.string());

/** Why a goal in words is not carried out, or which of its steps failed why. */
export const goalNotices = [
  /** `examples`: goals that are understood, in the language that understood most of the text. */
  coded('goal-unknown-words', { words: z.array(z.string()), examples }),
  coded('goal-unclear', { part: z.string(), examples }),
  coded('goal-too-long', { maximum: z.int() }),
  /** The pack has no words for goals. */
  coded('goals-unknown', {}),
  /** There is no bot to carry it out, or the agent has no body. */
  coded('goal-no-body', {}),
  /** The body has not seen anything of that kind. */
  coded('goal-unseen', {}),
  coded('goal-nothing-there', { kind: z.enum(entityKinds) }),
  /** The game mode marks no such place. */
  coded('goal-place-unknown', { place: z.string() }),
  /** There is nothing that the body could do. */
  coded('goal-no-way', {}),
  coded('goal-thing-gone', {}),
  /** Time is up. `foreseen`: whether a branch had shown how it is done. */
  coded('goal-out-of-time', { seconds: z.number(), foreseen: z.boolean() }),
  /** The planner failed, or the body is gone. */
  coded('goal-broken-off', {}),
] as const;
export const goalNoticeSchema = z.discriminatedUnion('code', goalNotices);
export type GoalNotice = z.infer<typeof goalNoticeSchema>;
