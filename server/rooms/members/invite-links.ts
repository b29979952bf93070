import { agentPath } from '../../../shared/agents/agent-messages.ts';
import type { InviteLinks, InviteRole } from '../../../shared/messages.ts';
import type { InviteSigner } from './invite.ts';

const folders: Record<InviteRole, string> = {
  host: 'host',
  player: 'play',
  spectator: 'watch',
  agent: agentPath,
};

/** Paths of this site that invite to a room as host, player, spectator and agent. */
export async function inviteLinks(
  invites: InviteSigner,
  room: string,
  edition: number,
): Promise<InviteLinks> {
  const link = async (role: InviteRole) =>
    `/${folders[role]}/${room}?token=${await invites.sign({ room, role, edition })}`;
  const [hostLink, playLink, watchLink, agentLink] = await Promise.all([
    link('host'),
    link('player'),
    link('spectator'),
    link('agent'),
  ]);
  return { hostLink, playLink, watchLink, agentLink };
}
