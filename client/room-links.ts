import { z } from 'zod';
import type { InviteLinks, Role } from '../shared/messages.ts';

/** Absolute addresses to send to people. */
export interface RoomLinks {
  play: string;
  watch: string;
}

const storedSchema = z.object({ playLink: z.string(), watchLink: z.string() });

/** Keeps the signed links of a room that this tab created or is host of. */
export function keepLinks(roomId: string, links: InviteLinks): void {
  try {
    const { playLink, watchLink } = links;
    sessionStorage.setItem(keyOf(roomId), JSON.stringify({ playLink, watchLink }));
  } catch {
    // Storage is blocked: the plain links do for a room that is open to all.
  }
}

/**
 * The links of a room: the signed ones where this tab created the room or was handed them as its host; else the invite that this
 * page was opened with (`token`, for `role`), passed on, unless it makes its holder the host; else the
 * plain address.
 */
export function linksOf(roomId: string, role: Role, token: string | undefined): RoomLinks {
  const stored = storedLinks(roomId);
  const query = token === undefined ? '' : `?token=${encodeURIComponent(token)}`;
  const play = stored?.playLink ?? `/play/${roomId}${role === 'player' ? query : ''}`;
  const watch = stored?.watchLink ?? `/watch/${roomId}${role === 'spectator' ? query : ''}`;
  return { play: new URL(play, location.origin).href, watch: new URL(watch, location.origin).href };
}

function storedLinks(roomId: string): z.infer<typeof storedSchema> | undefined {
  try {
    return storedSchema.safeParse(JSON.parse(sessionStorage.getItem(keyOf(roomId)) ?? '{}')).data;
  } catch {
    return undefined;
  }
}

function keyOf(roomId: string): string {
  return `worldroom.links.${roomId}`;
}
