import { z } from 'zod';

const crowdRoomSchema = z.object({
  id: z.string(),
  /** Invites, by what they are for. */
  token: z.object({ player: z.string(), spectator: z.string() }),
  players: z.int().min(0),
  spectators: z.int().min(0),
});
export type CrowdRoom = z.infer<typeof crowdRoomSchema>;

/** What a process of members is told. */
export const crowdSchema = z.object({ url: z.url(), rooms: z.array(crowdRoomSchema) });
