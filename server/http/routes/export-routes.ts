import { pipeline } from 'node:stream/promises';
import { Router } from 'express';
import { z } from 'zod';
import type { Intrinsics } from '../../../shared/geometry/camera.ts';
import { packArchive } from '../../exchange/archive.ts';
import { exportedFiles } from '../../exchange/world-export.ts';
import type { Log } from '../../log.ts';
import { RateLimit } from '../../rate-limit.ts';
import { InviteError, type InviteSigner } from '../../rooms/members/invite.ts';
import type { OpenRooms } from '../../rooms/open-room.ts';
import { LobbyError } from '../lobby.ts';

const querySchema = z.object({ token: z.string().max(1024) });
/** Rate limit of exports. Each one compresses many pictures. */
const pace = { perSecond: 0.1, burst: 4 };
/** Milliseconds after which an unread export is aborted. */
const longestExport = 600_000;
/** Seconds after which a client may retry when the server is busy. */
const busySeconds = 10;

/**
 * REST for a room's host: GET /api/rooms/<id>/world?token=<export token> streams the room's world
 * (exchange/world-export.ts) as a tar archive. One export runs at a time.
 */
export function exportRoutes(options: {
  view: Intrinsics;
  invites: InviteSigner;
  rooms: OpenRooms;
  log: Log;
}): Router {
  const { view, invites, rooms, log } = options;
  const routes = Router();
  const limit = new RateLimit(pace);
  let busy = false;

  routes.get('/api/rooms/:id/world', async (request, response) => {
    const { id } = request.params;
    const query = querySchema.safeParse(request.query);
    if (!query.success) {
      throw new LobbyError(401, { code: 'link-without-token', values: { link: 'export' } }, 'token');
    }
    await invites.verifyExport(query.data.token, id).catch((error: unknown) => {
      throw error instanceof InviteError ? new LobbyError(403, error.refusal, 'token') : error;
    });
    const room = rooms.get(id);
    if (room === undefined) throw new LobbyError(404, { code: 'room-gone', values: {} });
    if (busy || !limit.take()) {
      response.set('Retry-After', String(busySeconds));
      throw new LobbyError(429, { code: 'exports-busy', values: { seconds: busySeconds } });
    }
    busy = true;
    try {
      response.set({
        'Content-Type': 'application/x-tar',
        'Content-Disposition': `attachment; filename="${id}.tar"`,
        'Cache-Control': 'no-store',
      });
      const archive = packArchive(exportedFiles(room.toSeed(), { view }));
      await pipeline(archive, response, { signal: AbortSignal.timeout(longestExport) });
    } catch (error) {
      // A client that disconnects or reads too slowly is no fault of the server.
      const theirs = request.destroyed || response.destroyed || response.closed;
      log[theirs ? 'debug' : 'error']({ err: error, room: id }, 'export cut short');
      response.destroy();
    } finally {
      busy = false;
    }
  });

  return routes;
}
