import { randomUUID } from 'node:crypto';
import { Router } from 'express';
import type { ServerInfo } from '../../../shared/messages.ts';

/** What pages ask about the server itself: by another instance they know that it was restarted. */
export function serverRoutes(): Router {
  const info: ServerInfo = { instance: randomUUID() };
  const routes = Router();
  routes.get('/api/server', (_request, response) => {
    response.set('Cache-Control', 'no-store').json(info);
  });
  return routes;
}
