import { closeCodes } from '../../../shared/messages.ts';
import type { HostRole } from './host-role.ts';
import type { Member, Part, Roster } from './roster.ts';

/** Somebody in a room, as whoever runs the server sees it. */
export interface MemberReport {
  /** Session id. */
  id: string;
  name: string;
  role: Part;
  /** Waits for a seat. */
  waiting: boolean;
  connected: boolean;
  host: boolean;
}

/** What whoever runs the server may do with a room. */
export interface RoomControls {
  members(): MemberReport[];
  /** Puts somebody out; false when nobody has this session id. */
  putOut(id: string): boolean;
  /** Ends the room for everybody in it. */
  close(): Promise<unknown>;
}

export function roomControls(options: {
  roster: Roster;
  hosting: HostRole;
  dismiss(member: Member, code: number, reason: string): void;
  close(): Promise<unknown>;
}): RoomControls {
  const { roster, hosting, dismiss, close } = options;
  return {
    members: () =>
      [...roster].map(({ id, name, role, waiting, connected }) => ({
        id,
        name,
        role,
        waiting,
        connected,
        host: id === hosting.host,
      })),
    putOut(id) {
      const member = roster.get(id);
      if (member === undefined) return false;
      dismiss(member, closeCodes.kicked, 'Whoever runs this server has put you out of this room.');
      return true;
    },
    close,
  };
}
