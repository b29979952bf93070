import { basename, dirname, extname } from 'node:path';
import { Router } from 'express';
import { z } from 'zod';
import { containedFile } from '../../pack/contained-file.ts';
import { containers } from '../../recording/media-file.ts';
import type { Recordings } from '../../recording/recordings.ts';
import { InviteError, type InviteSigner } from '../../rooms/members/invite.ts';
import { LobbyError } from '../lobby.ts';

const querySchema = z.object({ token: z.string().max(1024) });

/**
 * REST for finished recordings: GET /api/recordings/<id>?token=<download token> answers with the file or a
 * range of it.
 */
export function recordingRoutes(options: { invites: InviteSigner; recordings: Recordings }): Router {
  const { invites, recordings } = options;
  const routes = Router();

  routes.get('/api/recordings/:id', async (request, response) => {
    const { id } = request.params;
    const query = querySchema.safeParse(request.query);
    if (!query.success) {
      throw new LobbyError(401, { code: 'link-without-token', values: { link: 'download' } }, 'token');
    }
    const name = await invites.verifyRecording(query.data.token, id).catch((error: unknown) => {
      throw error instanceof InviteError ? new LobbyError(403, error.refusal, 'token') : error;
    });
    if (recordings.running.some((recording) => recording.id === id)) {
      throw new LobbyError(409, { code: 'recording-running', values: {} });
    }
    const file = await recordings.find(id);
    if (file === undefined) throw new LobbyError(404, { code: 'recording-expired', values: {} });
    // The folder may contain links made by others, so the file must lie inside it.
    await containedFile(dirname(file.path), basename(file.path)).catch(() => {
      throw new LobbyError(404, { code: 'recording-file-gone', values: {} });
    });
    const container = Object.values(containers).find(({ extension }) => extension === file.extension);
    response.attachment(file.cutShort ? cutShortName(name) : name);
    response.set({
      'Content-Type': container?.type ?? 'application/octet-stream',
      'Cache-Control': 'no-store',
    });
    response.sendFile(basename(file.path), { root: dirname(file.path), cacheControl: false });
  });

  return routes;
}

/** Marks an incomplete file in its name: Foundry-Ann-2026-03-04-15-06-07-cut-short.webm. */
function cutShortName(name: string): string {
  const ending = extname(name);
  return `${basename(name, ending)}-cut-short${ending}`;
}
