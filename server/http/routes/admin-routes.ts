import { type Request, type RequestHandler, Router } from 'express';
import { type AdminReport, adminLoginSchema } from '../../../shared/admin.ts';
import { AdminAccess, AdminError } from '../../admin/admin-access.ts';
import type { Log } from '../../log.ts';
import { RateLimit } from '../../rate-limit.ts';
import { refusalOf } from '../../refusal.ts';
import type { OpenRooms, RoomControls } from '../../rooms/open-room.ts';
import { LobbyError } from '../lobby.ts';

export interface AdminRoutesOptions {
  /** The admin token. Undefined turns the page and its REST off. */
  token: string | undefined;
  /** Signs sessions. */
  key: Uint8Array;
  report(request: Request): Promise<AdminReport>;
  rooms: OpenRooms;
  /** Ends a recording. Returns false if none with this id runs. */
  stopRecording(id: string): boolean;
  /** Answers with the page. */
  page: RequestHandler;
  log: Log;
}

/** Rate of the log line with the remedy: one in 5 s. */
const remedyLines = { perSecond: 0.2, burst: 1 };

/** Rate of log lines about refused sessions, which anybody can cause: a few at once, then one in 5 s. */
const refusalLines = { perSecond: 0.2, burst: 5 };

/**
 * The page /admin and its REST. POST /api/admin/session opens a session with the admin token. Other requests
 * send that session as a bearer token. Without an admin token, all of them answer 404.
 */
export function adminRoutes(options: AdminRoutesOptions): Router {
  const { token, key, report, rooms, stopRecording, page, log } = options;
  const routes = Router();
  routes.use(['/admin', '/api/admin'], (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  if (token === undefined) {
    const lines = new RateLimit(remedyLines);
    routes.use(['/admin', '/api/admin'], () => {
      if (lines.take()) {
        log.warn('The admin page is off; start the server with WORLDROOM_ADMIN_TOKEN to turn it on.');
      }
      throw new LobbyError(404, { code: 'admin-off', values: {} });
    });
    return routes;
  }
  const access = new AdminAccess({ token, key });
  const refusals = new RateLimit(refusalLines);

  routes.get('/admin', page);

  routes.post('/api/admin/session', async (request, response) => {
    const login = adminLoginSchema.safeParse(request.body ?? {});
    if (!login.success) {
      const refusal = refusalOf(login.error);
      throw new LobbyError(400, refusal, refusal.field);
    }
    const address = request.ip ?? '';
    try {
      response.json(await access.open(login.data.token, address));
      log.info({ address }, 'an admin session was opened');
    } catch (error) {
      if (!(error instanceof AdminError)) throw error;
      if (refusals.take()) log.warn({ address, status: error.status }, 'an admin session was refused');
      throw new LobbyError(error.status, error.refusal, 'token');
    }
  });

  routes.use('/api/admin', async (request, _response, next) => {
    await access.check(request.headers.authorization).catch((error: unknown) => {
      throw error instanceof AdminError ? new LobbyError(error.status, error.refusal) : error;
    });
    next();
  });

  routes.get('/api/admin/report', async (request, response) => {
    response.json(await report(request));
  });

  routes.delete('/api/admin/rooms/:room', (request, response) => {
    const { room } = request.params;
    const found = requireRoom(rooms, room);
    log.warn({ room }, 'a room is closed from the admin page');
    found.close().catch((error: unknown) => log.error({ err: error, room }, 'a room did not close'));
    response.status(204).end();
  });

  routes.delete('/api/admin/rooms/:room/members/:member', (request, response) => {
    const { room, member } = request.params;
    if (!requireRoom(rooms, room).putOut(member)) {
      throw new LobbyError(404, { code: 'member-gone', values: {} });
    }
    log.warn({ room, session: member }, 'put out from the admin page');
    response.status(204).end();
  });

  routes.delete('/api/admin/recordings/:recording', (request, response) => {
    const { recording } = request.params;
    if (!stopRecording(recording)) {
      throw new LobbyError(404, { code: 'recording-ended', values: {} });
    }
    log.warn({ recording }, 'a recording is ended from the admin page');
    response.status(204).end();
  });

  return routes;
}

function requireRoom(rooms: OpenRooms, id: string): RoomControls {
  const found = rooms.get(id)?.controls;
  if (found === undefined) throw new LobbyError(404, { code: 'room-gone', values: {} });
  return found;
}
