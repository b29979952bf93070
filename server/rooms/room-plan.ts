import { z } from 'zod';
import { accessSchema, createRoomSchema } from '../../shared/messages.ts';

/** What a room is created with. */
export const roomPlanSchema = createRoomSchema.extend({
  world: z.string(),
  /** Decides everything that happens by chance; drawn when left out. */
  roomSeed: z.int().optional(),
});
export type RoomPlan = z.input<typeof roomPlanSchema>;

/** What the matchmaker knows of a room. */
export const roomMetadataSchema = z.object({
  name: z.string(),
  access: accessSchema,
  world: z.string(),
  seats: z.number(),
  players: z.number(),
  spectators: z.number(),
});
export type RoomMetadata = z.infer<typeof roomMetadataSchema>;
