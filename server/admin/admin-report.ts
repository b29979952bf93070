import type { AdminLoad, AdminLogLine, AdminReport, AdminRoom } from '../../shared/admin.ts';
import type { Recordings } from '../recording/recordings.ts';
import type { OpenRooms } from '../rooms/open-room.ts';

export interface AdminReportSources {
  /** The pack's title, and what runs its networks. */
  pack: string;
  provider: string;
  rooms: OpenRooms;
  recordings: Recordings;
  load(): AdminLoad | undefined;
  log(): AdminLogLine[];
}

/** All that the admin page shows, as it is now. */
export function adminReport(sources: AdminReportSources): AdminReport {
  const { pack, provider, rooms, recordings, load, log } = sources;
  return {
    uptimeSeconds: process.uptime(),
    pack,
    provider,
    load: load(),
    rooms: [...rooms.values()].map(
      ({ report, controls }): AdminRoom => ({ ...report(), members: controls.members() }),
    ),
    recordings: recordings.running.map(({ id, subject, state, milliseconds, bytes }) => {
      const { room, roomName, name } = subject;
      return { id, room, roomName, name, state, milliseconds, bytes };
    }),
    kept: recordings.kept,
    log: log(),
  };
}
