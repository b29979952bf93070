import { z } from 'zod';
import { thingSchema } from './thing.ts';

/** Whose sights count: those of everybody in the room, or those of who asks. */
const seenBy = z.enum(['room', 'me']).default('room');

/** The kinds of questions about space, which {@link questionSchema} has one shape for each. */
export const questionKinds = [
  ...(['count', 'where', 'distance', 'direction'] as const),
  ...(['size', 'nearer', 'order', 'route'] as const),
] as const;
export type QuestionKind = (typeof questionKinds)[number];

/**
 * A question about the space of a room. Where several things are meant, it is about the one that is nearest to who asks.
 */
export const questionSchema = z.discriminatedUnion('ask', [
  /** How many were seen and are not known to be gone? */
  z.strictObject({ ask: z.literal('count'), what: thingSchema, seenBy }),
  /** Where is it: how far and on which side, and at which coordinates? */
  z.strictObject({ ask: z.literal('where'), what: thingSchema, seenBy }),
  /** How far is it from who asks, or from something else, as the crow flies? */
  z.strictObject({ ask: z.literal('distance'), what: thingSchema, from: thingSchema.optional(), seenBy }),
  /** On which side is it? */
  z.strictObject({ ask: z.literal('direction'), what: thingSchema, seenBy }),
  /** How big is it, or without `what`: how big is this place, from wall to wall? */
  z.strictObject({ ask: z.literal('size'), what: thingSchema.optional(), seenBy }),
  /** Which of two is nearer? */
  z.strictObject({ ask: z.literal('nearer'), what: thingSchema, than: thingSchema, seenBy }),
  /** In which order were they first seen? */
  z.strictObject({ ask: z.literal('order'), things: z.array(thingSchema).min(2).max(5), seenBy }),
  /** How does one get there on foot? */
  z.strictObject({ ask: z.literal('route'), what: thingSchema, seenBy }),
]);
export type Question = z.output<typeof questionSchema>;

/** Most characters of a question in words. */
export const mostQuestionCharacters = 200;

/** What somebody asks the room: a question, or words that become one. */
export const askRequestSchema = z
  .strictObject({
    /** The answer has the same. */
    id: z.int().min(0).max(0xffffffff),
    question: questionSchema.optional(),
    words: z.string().min(1).max(mostQuestionCharacters).optional(),
  })
  .refine(({ question, words }) => (question === undefined) !== (words === undefined), {
    message: 'must have either a question or words',
  });
export type AskRequest = z.output<typeof askRequestSchema>;
