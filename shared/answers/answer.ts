import { z } from 'zod';
import { entityKinds } from '../entity.ts';
import { questionKinds, questionSchema } from './question.ts';
import { colourNames, sides, thingSchema } from './thing.ts';

const point = { x: z.number(), z: z.number() };
/** Metres, and radians as in geometry/camera.ts. */
const poseSchema = z.object({ ...point, y: z.number(), yaw: z.number(), pitch: z.number() });

/** Pixels of a picture of the pack's view size; rows count from the top. */
export const boxSchema = z.object({
  left: z.int().min(0),
  top: z.int().min(0),
  width: z.int().min(1),
  height: z.int().min(1),
});
export type Box = z.infer<typeof boxSchema>;

/** What shows that an answer is right. */
export const evidenceSchema = z.object({
  /** Id of the thing in the room's state. */
  id: z.string(),
  /** The view that showed it: whose, at which tick, from where, and in which pixels. */
  by: z.string(),
  tick: z.int().min(0),
  pose: poseSchema,
  box: boxSchema,
  /** A keyframe of the room's memory that shows its place, and where in its picture. Things that move are not in it. */
  keyframe: z.object({ id: z.int(), tick: z.int().min(0), pose: poseSchema, box: boxSchema }).optional(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

/** One thing that was seen, as an answer names it. Where and how it was when it was seen last. */
export const foundSchema = z.object({
  id: z.string(),
  kind: z.enum(entityKinds),
  colour: z.enum(colourNames),
  /** Of players, else empty. */
  name: z.string(),
  /** Of doors, 0 to 1. */
  open: z.number(),
  ...point,
  /** Seconds since then. */
  secondsAgo: z.number().min(0),
  /** It has been looked for there since, and has moved on. */
  moved: z.boolean(),
});
export type Found = z.infer<typeof foundSchema>;

/** Metres, and the radians by which one has to turn to the right to look there, in (-pi, pi]. */
const offset = { metres: z.number().min(0), turn: z.number(), side: z.enum(sides) };

/**
 * An answer, from what was seen alone. `unseen` says that nothing like `what` was, and how many of its kind were;
 * `unknown` that the ground between is not known well enough.
 */
export const answerSchema = z.discriminatedUnion('answer', [
  z.object({ answer: z.literal('unseen'), what: thingSchema, others: z.int().min(0) }),
  z.object({ answer: z.literal('count'), what: thingSchema, count: z.int().min(1) }),
  z.object({ answer: z.literal('where'), found: foundSchema, of: z.int().min(1), ...offset }),
  z.object({
    answer: z.literal('distance'),
    found: foundSchema,
    from: foundSchema.optional(),
    metres: z.number().min(0),
  }),
  z.object({ answer: z.literal('direction'), found: foundSchema, ...offset }),
  z.object({
    answer: z.literal('size'),
    found: foundSchema,
    /** Metres to its right, upwards and forwards. */
    width: z.number(),
    height: z.number(),
    depth: z.number(),
  }),
  z.object({
    answer: z.literal('place'),
    /** Metres from wall to wall (or door) through where one stands: across the way one looks, and along it. */
    width: z.number(),
    length: z.number(),
  }),
  z.object({
    answer: z.literal('nearer'),
    /** The nearer one first. */
    found: foundSchema,
    metres: z.number().min(0),
    other: foundSchema,
    otherMetres: z.number().min(0),
  }),
  z.object({
    answer: z.literal('order'),
    /** First seen first, with the tick of that. */
    order: z.array(foundSchema.extend({ firstTick: z.int().min(0) })),
  }),
  z.object({
    answer: z.literal('route'),
    found: foundSchema,
    /** Of the whole way, to the thing itself. */
    metres: z.number().min(0),
    /** Corners of the way, the last one beside the thing. */
    way: z.array(z.object(point)).min(1).max(200),
    /** To the first corner. */
    firstMetres: z.number().min(0),
    turn: z.number(),
    side: z.enum(sides),
    /** Closed doors on the way. */
    doors: z.int().min(0),
  }),
  z.object({ answer: z.literal('unknown'), found: foundSchema.optional() }),
  /** The words were not understood. */
  z.object({ answer: z.literal('not-understood'), kinds: z.array(z.enum(questionKinds)) }),
]);
export type Answer = z.infer<typeof answerSchema>;
export type AnswerOf<Name extends Answer['answer']> = Extract<Answer, { answer: Name }>;

/** What the room answers to who asked. */
export const answerMessageSchema = z.object({
  id: z.int().min(0),
  /** As the room understood it; left out where it did not. */
  question: questionSchema.optional(),
  answer: answerSchema,
  evidence: z.array(evidenceSchema).max(20),
});
export type AnswerMessage = z.output<typeof answerMessageSchema>;
