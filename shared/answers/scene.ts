import { z } from 'zod';
import { foundSchema } from './answer.ts';

/** Parts of a view from left to right: the middle one is 23 degrees wide. */
export const viewParts = ['left', 'ahead', 'right'] as const;
/** Radians from the middle of a view up to which something is ahead. */
export const aheadWithin = 0.2;

/** Metres to the first wall or closed door that way; null where the ground is not known so far. */
const clearance = z.number().min(0).nullable();

/** Words of the pack for a material or a landmark, in English. */
const surfaceWords = z.string().min(1).max(60);

/** What surrounds the viewer, made out by the pack's words in the picture itself. */
export const surroundingsSchema = z.object({
  /** What most of the walls in a part of the view are of; parts where that cannot be said are left out. */
  walls: z.array(z.object({ part: z.enum(viewParts), says: surfaceWords })),
  /** What most of the ground in the view is of; null where that cannot be said. */
  ground: surfaceWords.nullable(),
  /** Towers and murals that tell places apart, the nearest first. */
  landmarks: z.array(
    z.object({ says: surfaceWords, part: z.enum(viewParts), metres: z.number().min(0), turn: z.number() }),
  ),
  /** Of words that were asked for, in their order: whether the view shows what they say, and in which part most. */
  words: z.array(z.object({ words: z.string(), part: z.enum(viewParts).nullable() })),
});
export type Surroundings = z.infer<typeof surroundingsSchema>;

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
  /** Left out where the pack has no words, or nothing was drawn for the player. */
  surroundings: surroundingsSchema.optional(),
});
export type Scene = z.infer<typeof sceneSchema>;

/** Asks what the sender's view shows, and whether it shows what some words say: of materials and landmarks. */
export const describeRequestSchema = z.strictObject({
  id: z.int().min(0).max(0xffffffff),
  words: z.array(z.string().trim().min(1).max(60)).max(8).optional(),
});
export type DescribeRequest = z.output<typeof describeRequestSchema>;

export const sceneMessageSchema = z.object({ id: z.int().min(0), scene: sceneSchema });
export type SceneMessage = z.output<typeof sceneMessageSchema>;
