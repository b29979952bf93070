import type { InviteLinks, Role } from '../../../shared/messages.ts';
import type { InviteSigner } from './invite.ts';

const folders: Record<Role, string> = { host: 'host', player: 'play', spectator: 'watch' };

/** Paths of this site that invite to a room as host, player and spectator. */
export async function inviteLinks(
  invites: InviteSigner,
  room: string,
  edition: number,
): Promise<InviteLinks> {
  const link = async (role: Role) =>
    `/${folders[role]}/${room}?token=${await invites.sign({ room, role, edition })}`;
  const [hostLink, playLink, watchLink] = await Promise.all([
    link('host'),
    link('player'),
    link('spectator'),
  ]);
  return { hostLink, playLink, watchLink };
}
