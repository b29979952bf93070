import { z } from 'zod';
import { accessSchema, createRoomSchema, type RoomSummary } from '../../shared/messages.ts';
import { paceSchema } from '../../shared/pace.ts';
import { defaultMode, modeNamed } from '../world/modes/modes.ts';
import type { Roster } from './members/roster.ts';

/** What a room is created with. */
export const roomPlanSchema = createRoomSchema.omit({ sentence: true }).extend({
  world: z.string(),
  /** Free play when left out. */
  mode: z
    .string()
    .refine((name) => modeNamed(name) !== undefined, 'must be the name of a game mode')
    .default(defaultMode.name),
  /** How its time passes. */
  pace: paceSchema.default('real-time'),
  /** Values of the pack's controls that the room begins with, by name, where they are not those of its pictures. */
  looks: z.record(z.string(), z.number()).optional(),
  /** Id of a saved room that is to go on; everything else follows from it. */
  reopen: z.string().max(64).optional(),
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
  mode: z.string(),
  /** Whether there is a picture of it for everybody. */
  pictured: z.boolean(),
});
export type RoomMetadata = z.infer<typeof roomMetadataSchema>;

/** A room as lists of rooms show it. */
export function summaryOf(
  id: string,
  { name, access, world, seats, mode }: z.output<typeof roomPlanSchema>,
  roster: Pick<Roster, 'count' | 'bots'>,
): RoomSummary {
  // Whoever looks for a seat can have a bot's.
  const [players, spectators] = [roster.count('player') - roster.bots, roster.count('spectator')];
  return { id, name, access, world, players, seats, spectators, mode };
}
