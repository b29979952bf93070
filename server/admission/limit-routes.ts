import { type Request, type RequestHandler, Router } from 'express';
import { LobbyError } from '../http/lobby.ts';
import type { AddressLimits, RateKind } from './address-limits.ts';
import type { Connections } from './connections.ts';

/** Rate-limits one kind of request: above the limit the answer is 429 with `Retry-After` and a message. */
export function limited(kind: RateKind, limits: AddressLimits): RequestHandler {
  return (request, response, next) => {
    const wait = limits.take(kind, addressOf(request));
    if (wait === 0) return next();
    const seconds = Math.max(1, Math.ceil(wait / 1000));
    response.set('Retry-After', String(seconds));
    throw new LobbyError(429, { code: 'too-often', values: { kind, seconds } });
  };
}

/** Limits per address on every route that costs something, before the routes themselves. */
export function limitRoutes(limits: AddressLimits, connections: Connections): Router {
  const routes = Router();
  const of = (kind: RateKind) => limited(kind, limits);
  routes.get('/health', of('health'));
  routes.post(['/api/rooms', '/api/saves'], of('rooms'));
  routes.post('/matchmake/:method/:room', of('joins'), (request, response, next) => {
    const refusal = connections.refusal(addressOf(request));
    if (refusal === undefined) return next();
    response.set('Retry-After', '5');
    throw new LobbyError(429, refusal);
  });
  routes.get(
    [
      '/api/rooms/:id/thumbnail',
      '/api/worlds/:name/picture',
      '/api/rooms/:id/saves/:moment/picture',
      '/api/previews/:key/picture',
    ],
    of('pictures'),
  );
  routes.post('/api/previews', of('previews'));
  routes.get(['/api/rooms/:id/world', '/api/rooms/:id/save', '/api/recordings/:id'], of('downloads'));
  routes.use(['/api', '/matchmake'], of('calls'));
  return routes;
}

/** The client's address, as far as proxies are trusted (Express' setting `trust proxy`). */
export function addressOf(request: Request): string | undefined {
  return request.ip;
}
