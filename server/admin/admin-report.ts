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
  /** Reports of the other processes of the server. */
  others(): Promise<AdminReport[]>;
}

/** Finished recordings that are shown. */
const mostFinished = 50;

/** All data of the admin page at this moment: rooms and recordings of all processes, the rest of this one. */
export async function adminReport(sources: AdminReportSources): Promise<AdminReport> {
  const { pack, provider, rooms, recordings, load, log } = sources;
  const [finished, others] = await Promise.all([finishedRecordings(sources), sources.others()]);
  return {
    finished: [...finished, ...others.flatMap((other) => other.finished)],
    uptimeSeconds: process.uptime(),
    pack,
    provider,
    load: load(),
    rooms: [
      ...[...rooms.values()].map(
        ({ report, controls }): AdminRoom => ({ ...report(), members: controls.members() }),
      ),
      ...others.flatMap((other) => other.rooms),
    ],
    recordings: [
      ...recordings.running.map(({ id, subject, state, milliseconds, bytes }) => {
        const { room, roomName, name } = subject;
        return { id, room, roomName, name, state, milliseconds, bytes };
      }),
      ...others.flatMap((other) => other.recordings),
    ],
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
