import { closeCodes } from '../../../shared/protocol/close-codes.ts';
import type { MemberLifecycle } from '../member-lifecycle.ts';
import type { RoomControls } from '../open-room.ts';
import type { RoomContext } from '../room-context.ts';
import type { HostRole } from './host-role.ts';

/** `close` ends the room. */
export function roomControls(
  { roster }: Pick<RoomContext, 'roster'>,
  { hostRole, lifecycle }: { hostRole: HostRole; lifecycle: MemberLifecycle },
  close: () => Promise<unknown>,
): RoomControls {
  return {
    members: () =>
      [...roster].map(({ id, name, role, waiting, connected }) => ({
        id,
        name,
        role,
        waiting,
        connected,
        host: id === hostRole.host,
      })),
    putOut(id) {
      const member = roster.get(id);
      if (member === undefined) return false;
      lifecycle.dismiss(member, closeCodes.kicked, { code: 'put-out', values: { by: 'operator' } });
      return true;
    },
    close,
  };
}
