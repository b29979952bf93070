import { randomUUID } from 'node:crypto';
import { Router } from 'express';
import type { ServerInfo } from '../../../shared/messages.ts';

/** REST about the server itself. Its instance changes at each start, so pages can detect a restart. */
export function serverRoutes(): Router {
  const info: ServerInfo = { instance: randomUUID() };
  const routes = Router();
  routes.get('/api/server', (_request, response) => {
    response.set('Cache-Control', 'no-store').json(info);
  });
  return routes;
}
