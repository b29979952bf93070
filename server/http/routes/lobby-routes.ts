import { type Request, type Response, Router } from 'express';
import { beginningsOf } from '../../../shared/beginning.ts';
import {
  createRoomSchema,
  publicPackSchema,
  uncheckedWorlds,
  type WorldSummary,
} from '../../../shared/messages.ts';
import type { Manifest } from '../../../shared/pack.ts';
import { addressOf } from '../../admission/limit-routes.ts';
import type { OfferedWorlds } from '../../memory/worlds/valid-worlds.ts';
import { refusalOf } from '../../refusal.ts';
import type { OpenRooms } from '../../rooms/open-room.ts';
import { summaryOf } from '../../world/modes/mode.ts';
import { modes } from '../../world/modes/modes.ts';
import { type Lobby, LobbyError } from '../lobby.ts';
import { WorldPictures } from '../world-pictures.ts';
import { thumbnailRoutes } from './thumbnail-routes.ts';

/** Seconds after which an empty room has ended with default options. */
const roomRetry = '60';

/**
 * REST for pages: the pack, its worlds, the game modes and the open rooms. Errors are {error, field?, code,
 * values}: see shared/refusals/refusal.ts.
 */
export function lobbyRoutes(options: {
  lobby: Lobby;
  manifest: Manifest;
  packFolder: string;
  worlds: OfferedWorlds;
  rooms: OpenRooms;
  /** Prefix of paths in answers. */
  basePath: string;
}): Router {
  const { lobby, manifest, packFolder, worlds: offered, rooms: open, basePath } = options;
  const routes = Router();
  const pictures = new WorldPictures({ manifest, folder: packFolder }, offered);

  routes.get('/api/pack', (_request, response) => {
    response.json(publicPackSchema.parse({ ...manifest, beginnings: beginningsOf(manifest) }));
  });

  routes.get('/api/worlds', (_request, response) => {
    const worlds = offered.valid.map(
      (seed): WorldSummary => ({ ...seed, picture: `${basePath}api/worlds/${seed.name}/picture` }),
    );
    response.set(uncheckedWorlds, String(offered.unchecked)).json(worlds);
  });

  routes.get('/api/modes', (_request, response) => {
    response.json(modes.map(summaryOf));
  });

  routes.get('/api/worlds/:name/picture', async (request, response) => {
    const picture = await pictures.of(request.params.name);
    response.set({ 'Cache-Control': 'public, max-age=3600', 'Content-Type': 'image/webp' });
    response.send(picture);
  });

  routes.get('/api/rooms', async (_request, response) => {
    response.json(await lobby.list());
  });

  routes.use(thumbnailRoutes(manifest.view, open));

  routes.post('/api/rooms', async (request: Request, response: Response) => {
    const parsed = createRoomSchema.safeParse(request.body ?? {});
    if (!parsed.success) {
      const refusal = refusalOf(parsed.error);
      throw new LobbyError(400, refusal, refusal.field);
    }
    const room = await lobby.create(parsed.data, addressOf(request) ?? 'unknown').catch((error: unknown) => {
      if (error instanceof LobbyError && error.status === 429) response.set('Retry-After', roomRetry);
      throw error;
    });
    response.status(201).json(room);
  });

  routes.get('/api/rooms/:id', async (request, response) => {
    const room = await lobby.find(request.params.id);
    if (room === undefined) throw new LobbyError(404, { code: 'room-gone', values: {} });
    response.json(room);
  });

  return routes;
}
