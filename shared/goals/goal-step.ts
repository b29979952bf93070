import { z } from 'zod';
import { entityKinds, playerColourNames } from '../entity.ts';
import { goalVerbs } from './goal-words.ts';

/** Something in the room, as it is spoken of: which of several is found out when its step begins. */
export const goalThingSchema = z.strictObject({
  kind: z.enum(entityKinds),
  colour: z.enum(playerColourNames).optional(),
  /** The nearest of several where left out, and the one of an earlier step if there was one. */
  which: z.enum(['nearest', 'farthest']).optional(),
});
export type GoalThing = z.output<typeof goalThingSchema>;

/** Where to: a thing, where the body stood when the goal was given, or what the game mode marks. */
export const goalTargetSchema = z.union([
  z.strictObject({ thing: goalThingSchema }),
  z.strictObject({ place: z.literal('start') }),
  z.strictObject({ mark: z.string() }),
]);
export type GoalTarget = z.output<typeof goalTargetSchema>;

/**
 * One step of a goal. `reach` and `see` have a target alone, `bring` and `place` a thing and a target (a block that is placed
 * without one goes where there is room), all others a thing alone.
 */
export const goalStepSchema = z.strictObject({
  verb: z.enum(goalVerbs),
  thing: goalThingSchema.optional(),
  target: goalTargetSchema.optional(),
  /** Of `close`: the body is on the other side of the door then. */
  behind: z.boolean().optional(),
});
export type GoalStep = z.output<typeof goalStepSchema>;

/** Most steps of one goal. */
export const mostGoalSteps = 8;
