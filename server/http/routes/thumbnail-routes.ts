import { Router } from 'express';
import type { OpenRooms } from '../../rooms/open-room.ts';
import { Thumbnails, thumbnailAge } from '../../watching/thumbnails.ts';
import { LobbyError } from '../lobby.ts';

/**
 * Thumbnails of public rooms. A room by link answers like a room that does not exist. Clients may cache a
 * thumbnail for as long as the server keeps it.
 */
export function thumbnailRoutes(size: { width: number; height: number }, rooms: OpenRooms): Router {
  const routes = Router();
  const thumbnails = new Thumbnails(size);
  routes.get('/api/rooms/:id/thumbnail', async (request, response) => {
    const room = rooms.get(request.params.id);
    const picture = room && (await thumbnails.of(request.params.id, () => room.picture()));
    if (picture === undefined) {
      throw new LobbyError(404, { code: 'no-thumbnail', values: {} });
    }
    response.set({
      'Cache-Control': `public, max-age=${thumbnailAge / 1000}`,
      'Content-Type': 'image/webp',
    });
    // Express adds an ETag and answers 304 to clients that have this picture.
    response.send(picture.bytes);
  });
  return routes;
}
