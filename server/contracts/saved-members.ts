import { z } from 'zod';
import { roleSchema } from '../../shared/messages.ts';

const id = z.string().max(64);
const visitor = z.string().max(64).optional();
const place = z.object({ x: z.number(), z: z.number(), yaw: z.number(), pitch: z.number() });

/**
 * Who was in a room, and what was decided about people, as plain data. Browsers are known by the ids that they say:
 * whoever comes back with the same one gets its body.
 */
export const savedMembersSchema = z.object({
  /** Session id of the host. Empty without one. */
  host: z.string(),
  /** In the order of joining. */
  members: z.array(
    z.object({
      ...{ id, name: z.string(), visitor },
      role: roleSchema.exclude(['host']),
      /** Waits for a seat. */
      waiting: z.boolean(),
      /** Came with the host invite. */
      mayHost: z.boolean(),
    }),
  ),
  locked: z.boolean(),
  /** Invites of earlier editions are worth nothing. */
  edition: z.int().min(0),
  kicked: z.array(z.object({ id, name: z.string(), visitor })),
  /** Visitors who are not heard. */
  silenced: z.array(z.string()),
  /** Where those stood who left without saying goodbye; `until` in milliseconds since the Unix epoch. */
  places: z.array(z.object({ visitor: z.string(), name: z.string(), place, until: z.number() })),
});
export type SavedMembers = z.output<typeof savedMembersSchema>;

export const nobody: SavedMembers = {
  ...{ host: '', members: [], locked: false, edition: 0 },
  ...{ kicked: [], silenced: [], places: [] },
};
