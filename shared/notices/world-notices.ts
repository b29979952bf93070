import { z } from 'zod';
import { coded } from '../refusals/coded.ts';

/** What the rules of the world tell a player. A rule that has something to say has a code here. */
export const worldNotices = [
  coded('most-blocks', { blocks: z.int() }),
  coded('no-room-for-block', {}),
  coded('block-shuts-in', {}),
  coded('no-block-near', { metres: z.number() }),
  coded('no-door-near', { metres: z.number() }),
] as const;
const worldNoticeSchema = z.discriminatedUnion('code', worldNotices);
export type WorldNotice = z.infer<typeof worldNoticeSchema>;

/** Why the look of the world is not changed. */
export const lookNotices = [
  coded('looks-fixed', {}),
  coded('guidance-range', { minimum: z.number(), maximum: z.number() }),
  coded('no-such-control', { control: z.string(), controls: z.array(z.string()) }),
  coded('control-range', {
    control: z.string(),
    value: z.string(),
    minimum: z.number(),
    maximum: z.number(),
  }),
  coded('control-choice', { control: z.string(), value: z.string(), choices: z.array(z.string()) }),
  coded('no-sentences', {}),
] as const;

/** Why a sketch is not drawn. */
export const sketchNotices = [
  coded('cannot-imagine', {}),
  coded('sketch-running', {}),
  coded('sketch-broken-off', {}),
] as const;
