import { Router } from 'express';
import { type Preview, previewRequestSchema } from '../../../shared/preview.ts';
import { refusalOf } from '../../refusal.ts';
import { LobbyError } from '../lobby-error.ts';
import type { Previews } from '../previews.ts';

/**
 * REST of rooms that are not made yet: POST /api/previews answers with the map around the start, and with the path of a
 * picture of the first look.
 */
export function previewRoutes(options: { previews: Previews; basePath: string }): Router {
  const { previews, basePath } = options;
  const routes = Router();

  routes.post('/api/previews', async (request, response) => {
    const parsed = previewRequestSchema.safeParse(request.body ?? {});
    if (!parsed.success) {
      const refusal = refusalOf(parsed.error);
      throw new LobbyError(400, refusal, refusal.field);
    }
    const { preview, key } = await previews.of(parsed.data).catch((error: unknown) => {
      if (error instanceof LobbyError && error.status === 503) response.set('Retry-After', '5');
      throw error;
    });
    const picture = `${basePath}api/previews/${key}/picture`;
    response.set('Cache-Control', 'no-store').json({ ...preview, picture } satisfies Preview);
  });

  routes.get('/api/previews/:key/picture', async (request, response) => {
    const picture = await previews.picture(request.params.key);
    if (picture === undefined) throw new LobbyError(404, { code: 'no-thumbnail', values: {} });
    response.set({ 'Cache-Control': 'public, max-age=3600', 'Content-Type': 'image/webp' });
    response.send(picture);
  });

  return routes;
}
