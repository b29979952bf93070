import { Router } from 'express';
import type { ServerInfo } from '../../../shared/messages.ts';

/** REST about the server itself. Where its rooms end with it, its instance changes at each start, which pages detect. */
export function serverRoutes({ instance }: ServerInfo): Router {
  const info: ServerInfo = { instance };
  const routes = Router();
  routes.get('/api/server', (_request, response) => {
    response.set('Cache-Control', 'no-store').json(info);
  });
  return routes;
}
