import { createAuthContext, matchMaker, ServerError } from '@colyseus/core';
import { Router } from 'express';
import { z } from 'zod';
import { joinOptionsSchema } from '../../../shared/messages.ts';
import { closeCodes } from '../../../shared/protocol/close-codes.ts';
import type { Refusal } from '../../../shared/refusals/refusal.ts';
import { refusalOf } from '../../refusal.ts';
import { type Lobby, LobbyError } from '../lobby.ts';

const reconnectSchema = z.strictObject({ reconnectionToken: z.string().min(1).max(64) });
const gone: Refusal = { code: 'room-gone', values: {} };

/**
 * The two calls of the Colyseus SDK that this server supports: joining a room by its id, and reconnecting to
 * it. They replace Colyseus' own router, so that bodies are bounded and validated, other sites get no CORS
 * permission, and only the lobby can open rooms. A saved room is opened for whoever comes.
 */
export function matchmakingRoutes(lobby: Pick<Lobby, 'reopen'>): Router {
  const routes = Router();

  routes.post('/matchmake/joinById/:room', async (request, response) => {
    const options = joinOptionsSchema.safeParse(request.body ?? {});
    if (!options.success) {
      const refusal = refusalOf(options.error);
      throw new LobbyError(400, refusal, refusal.field);
    }
    await lobby.reopen(request.params.room);
    const context = createAuthContext({ headers: {}, remoteAddress: request.ip });
    response.json(await seat(() => matchMaker.joinById(request.params.room, options.data, context)));
  });

  routes.post('/matchmake/reconnect/:room', async (request, response) => {
    const options = reconnectSchema.safeParse(request.body ?? {});
    if (!options.success) {
      const refusal = refusalOf(options.error);
      throw new LobbyError(400, refusal, refusal.field);
    }
    await lobby.reopen(request.params.room);
    response.json(await seat(() => matchMaker.reconnect(request.params.room, options.data)));
  });

  routes.post('/matchmake/:method/:room', () => {
    throw new LobbyError(404, { code: 'join-by-id', values: {} });
  });

  return routes;
}

/** Reserves a seat in a room. Colyseus' own refusals become answers with a remedy. */
async function seat<T>(reserve: () => Promise<T>): Promise<T> {
  try {
    return await reserve();
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    if (error.code === closeCodes.roomGone) throw new LobbyError(404, gone);
    throw new LobbyError(409, { code: 'place-gone', values: {} });
  }
}
