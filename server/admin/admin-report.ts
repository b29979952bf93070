import type { AdminLoad, AdminLogLine, AdminReport, AdminRoom } from '../../shared/admin.ts';
import type { Recordings } from '../recording/recordings.ts';
import type { InviteSigner } from '../rooms/members/invite.ts';
import type { OpenRooms } from '../rooms/open-room.ts';

export interface AdminReportSources {
  /** The pack's title, and the execution provider of its networks. */
  pack: string;
  provider: string;
  rooms: OpenRooms;
  recordings: Recordings;
  /** Signs links to finished recordings. */
  invites: InviteSigner;
  load(): AdminLoad | undefined;
  log(): AdminLogLine[];
}

/** Finished recordings that are shown. */
const mostFinished = 50;

/** All data of the admin page at this moment. */
export async function adminReport(sources: AdminReportSources): Promise<AdminReport> {
  const { pack, provider, rooms, recordings, load, log } = sources;
  return {
    finished: await finishedRecordings(sources),
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

async function finishedRecordings({
  recordings,
  invites,
}: AdminReportSources): Promise<AdminReport['finished']> {
  // An unreadable folder is logged elsewhere; the rest of the report is still useful.
  const finished = await recordings.finished(mostFinished).catch(() => []);
  const linked = finished.map(async ({ fileName, ...shown }) => {
    const hours = (shown.expires - Date.now()) / 3_600_000;
    const token = await invites.signRecording(shown.id, fileName, hours);
    return { ...shown, link: `/api/recordings/${shown.id}?token=${token}` };
  });
  return Promise.all(linked);
}
