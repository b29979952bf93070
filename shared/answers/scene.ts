import { z } from 'zod';
import { foundSchema } from './answer.ts';

/** Parts of a view from left to right: the middle one is 23 degrees wide. */
export const viewParts = ['left', 'ahead', 'right'] as const;
/** Radians from the middle of a view up to which something is ahead. */
export const aheadWithin = 0.2;

/** Metres to the first wall or closed door that way; null where the ground is not known so far. */
const clearance = z.number().min(0).nullable();

/** What a player's view shows now. */
export const sceneSchema = z.object({
  /** Of the view; nothing was drawn for the player yet where it is 0. */
  tick: z.int().min(0),
  /** What can be made out in it, the nearest first. */
  things: z.array(
    foundSchema.extend({ metres: z.number().min(0), turn: z.number(), part: z.enum(viewParts) }),
  ),
  /** Open ground around the player, by the way it looks. */
  clear: z.object({ ahead: clearance, right: clearance, behind: clearance, left: clearance }),
  /** Places that the game mode points out, by its keys. */
  marks: z.array(z.object({ key: z.string(), metres: z.number().min(0), turn: z.number() })),
});
export type Scene = z.infer<typeof sceneSchema>;

/** Asks what the sender's view shows. */
export const describeRequestSchema = z.strictObject({ id: z.int().min(0).max(0xffffffff) });
export type DescribeRequest = z.output<typeof describeRequestSchema>;

export const sceneMessageSchema = z.object({ id: z.int().min(0), scene: sceneSchema });
export type SceneMessage = z.output<typeof sceneMessageSchema>;
