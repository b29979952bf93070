import { z } from 'zod';
import { entityKinds, playerColourNames } from '../entity.ts';

/** What a step of a goal can do; the planner knows how to search for each. */
export const goalVerbs = [
  'reach',
  'pass',
  'open',
  'close',
  'bring',
  'take',
  'place',
  'remove',
  'see',
] as const;
export type GoalVerb = (typeof goalVerbs)[number];

/** Words and phrases for one thing, in lower case; a phrase may have several words. */
const phrases = z
  .array(z.string().regex(/^[\p{Ll}\p{N}’'-]+( [\p{Ll}\p{N}’'-]+)*$/u, 'must be words in lower case'))
  .min(1);

/** The vocabulary of one language. Kinds, verbs and colours that it leaves out cannot be spoken of. */
const goalLanguageSchema = z.strictObject({
  /** BCP 47, such as "en". */
  language: z.string().min(2).max(16),
  verbs: z.partialRecord(z.enum(goalVerbs), phrases),
  things: z.partialRecord(z.enum(entityKinds), phrases),
  places: z.strictObject({
    /** Where the body stood when the goal was given. */
    start: phrases,
    /** Places that the game mode marks, by the mark's key. */
    marks: z.record(z.string().min(1).max(40), phrases),
  }),
  colours: z.partialRecord(z.enum(playerColourNames), phrases),
  which: z.strictObject({ nearest: phrases, farthest: phrases }),
  words: z.strictObject({
    /** Between two steps. */
    next: phrases,
    /** Before where something is brought. */
    to: phrases,
    /** Before what something is placed beside. */
    beside: phrases,
    /** Of a door that is closed from its other side. */
    behind: phrases,
    /** The thing that was spoken of last. */
    it: phrases,
    /** Says nothing: articles and courtesies. */
    empty: phrases,
  }),
  /** What people are shown when something was not understood. */
  examples: z.array(z.string().min(3).max(200)).min(1).max(12),
});
export type GoalLanguage = z.output<typeof goalLanguageSchema>;

/** The words in which a pack's goals are spoken: goals.json beside pack.json. */
export const goalWordsSchema = z.strictObject({
  format: z.literal(1),
  languages: z.array(goalLanguageSchema).min(1).max(32),
});
export type GoalWords = z.output<typeof goalWordsSchema>;
