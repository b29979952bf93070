import type { AdminLoad, AdminLogLine, AdminReport, AdminRoom } from '../../shared/admin.ts';
import type { Recordings } from '../recording/recordings.ts';
import type { RoomControls } from '../rooms/room-controls.ts';
import type { RoomReport } from '../rooms/room-services.ts';

export interface AdminReportSources {
  /** The pack's title, and what runs its networks. */
  pack: string;
  provider: string;
  reports: ReadonlyMap<string, () => RoomReport>;
  controls: ReadonlyMap<string, RoomControls>;
  recordings: Recordings;
  load(): AdminLoad | undefined;
  log(): AdminLogLine[];
}

/** All that the admin page shows, as it is now. */
export function adminReport(sources: AdminReportSources): AdminReport {
  const { pack, provider, reports, controls, recordings, load, log } = sources;
  return {
    uptimeSeconds: process.uptime(),
    pack,
    provider,
    load: load(),
    rooms: [...reports.values()].map((report): AdminRoom => {
      const room = report();
      return { ...room, members: controls.get(room.id)?.members() ?? [] };
    }),
    recordings: recordings.running.map(({ id, subject, state, milliseconds, bytes }) => {
      const { room, roomName, name } = subject;
      return { id, room, roomName, name, state, milliseconds, bytes };
    }),
    kept: recordings.kept,
    log: log(),
  };
}
