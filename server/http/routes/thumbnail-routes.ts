import { Router } from 'express';
import type { OpenRooms } from '../../rooms/open-room.ts';
import { Thumbnails, thumbnailAge } from '../../watching/thumbnails.ts';
import { LobbyError } from '../lobby.ts';

/** Path of the picture of what goes on in a room; undefined where there is none, or none for everybody. */
export function thumbnailOf(room: string, rooms: OpenRooms, basePath: string): string | undefined {
  if (rooms.get(room)?.picture() === undefined) return undefined;
  return `${basePath}api/rooms/${room}/thumbnail`;
}

/**
 * Pictures of public rooms. A room by link answers as one that does not exist. Pictures may be kept for
 * as long as the server would hand out the same one.
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
    // Express adds an ETag, and answers 304 to who has this one.
    response.send(picture.bytes);
  });
  return routes;
}
