import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Request, Router } from 'express';
import { z } from 'zod';
import { StoreError } from '../../contracts/store-error.ts';
import { RateLimit } from '../../rate-limit.ts';
import { InviteError, type InviteSigner } from '../../rooms/members/invite.ts';
import { newRoomId } from '../../rooms/saving/room-id.ts';
import type { SavedRoomIndex } from '../../rooms/saving/saved-room-index.ts';
import { largestArchive } from '../../store/room-archive.ts';
import { type Lobby, LobbyError } from '../lobby.ts';

const querySchema = z.object({ token: z.string().max(1024) });
const momentSchema = z.coerce.number().int().min(1);
/** Archives are large: a few at once, then one in ten seconds. */
const pace = { perSecond: 0.1, burst: 4 };
/** Milliseconds for one archive. */
const patience = 600_000;

/**
 * REST for saved rooms: GET /api/rooms/<id>/save?token= answers with an archive of the room, and POST /api/saves with
 * such an archive as body opens it as a new room. GET /api/rooms/<id>/saves/<moment>/picture?token= answers with the
 * picture of a saved moment.
 */
export function saveRoutes(options: {
  invites: InviteSigner;
  saves: SavedRoomIndex | undefined;
  lobby: Lobby;
}): Router {
  const { invites, saves, lobby } = options;
  const routes = Router();
  const limit = new RateLimit(pace);

  routes.get('/api/rooms/:id/save', async (request, response) => {
    const { id } = request.params;
    const store = await required(request, id, saves, invites);
    takeTurn();
    await inFolder(async (file) => {
      if (!(await store.export(id, file).catch(answered)))
        throw new LobbyError(404, { code: 'room-gone', values: {} });
      response.set({
        'Content-Type': 'application/x-tar',
        'Content-Disposition': `attachment; filename="${id}.room.tar"`,
        'Cache-Control': 'no-store',
      });
      await pipeline(createReadStream(file), response, { signal: AbortSignal.timeout(patience) }).catch(
        () => {
          // Who asked has gone.
          response.destroy();
        },
      );
    });
  });

  routes.get('/api/rooms/:id/saves/:moment/picture', async (request, response) => {
    const { id, moment } = request.params;
    const store = await required(request, id, saves, invites);
    const number = momentSchema.safeParse(moment);
    const picture = number.success ? await store.picture(id, number.data).catch(answered) : undefined;
    if (picture === undefined) {
      // Nothing had been drawn at that moment: no error, or the consoles of pages would say one.
      const isMoment = (await store.slots(id).catch(answered)).some((slot) => slot.id === number.data);
      if (!isMoment) throw new LobbyError(404, { code: 'no-thumbnail', values: {} });
      response.status(204).set('Cache-Control', 'no-store').end();
      return;
    }
    response.set({ 'Content-Type': 'image/webp', 'Cache-Control': 'private, max-age=86400' });
    response.send(Buffer.from(picture));
  });

  routes.post('/api/saves', async (request, response) => {
    if (saves === undefined) throw new LobbyError(404, { code: 'saving-off', values: {} });
    takeTurn();
    await inFolder(async (file) => {
      await pipeline(bounded(request), createWriteStream(file), { signal: AbortSignal.timeout(patience) });
      const id = newRoomId();
      saves.add(id, await saves.store.import(file, id).catch(answered));
      response.status(201).json(await lobby.linksOf(id));
    });
  });

  function takeTurn(): void {
    if (limit.take()) return;
    throw new LobbyError(429, { code: 'exports-busy', values: { seconds: 10 } });
  }

  return routes;
}

/** The store, for whoever has the export token of this room. */
async function required(
  request: Request,
  id: string,
  saves: SavedRoomIndex | undefined,
  invites: InviteSigner,
) {
  const query = querySchema.safeParse(request.query);
  if (!query.success) {
    throw new LobbyError(401, { code: 'link-without-token', values: { link: 'export' } }, 'token');
  }
  await invites.verifyExport(query.data.token, id).catch((error: unknown) => {
    throw error instanceof InviteError ? new LobbyError(403, error.refusal, 'token') : error;
  });
  if (saves === undefined) throw new LobbyError(404, { code: 'saving-off', values: {} });
  if (!(await saves.has(id).catch(answered))) throw new LobbyError(404, { code: 'room-gone', values: {} });
  return saves.store;
}

/** What is wrong with a file is said to whoever sent it; what is wrong with the store is the server's fault. */
function answered(error: unknown): never {
  if (!(error instanceof StoreError)) throw error;
  const isOurs = ['store-in-use', 'store-full', 'store-failing', 'store-cleaned', 'room-elsewhere'].includes(
    error.refusal.code,
  );
  throw new LobbyError(isOurs ? 503 : 422, error.refusal);
}

async function* bounded(body: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  let length = 0;
  for await (const bytes of body) {
    length += bytes.length;
    if (length > largestArchive) {
      throw new LobbyError(413, { code: 'save-too-large', values: { megabytes: largestArchive / 1e6 } });
    }
    yield bytes;
  }
}

/** A file that is gone afterwards. */
async function inFolder(work: (file: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'worldroom-save-'));
  try {
    await work(join(folder, randomUUID()));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
