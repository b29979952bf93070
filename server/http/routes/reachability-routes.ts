import { type Request, Router } from 'express';
import {
  type ReachabilityAnswer,
  reachabilityAnswerSchema,
  reachabilityRequestSchema,
  type ServerAddresses,
  serverAddressesSchema,
} from '../../../shared/reachability.ts';
import { refusalOf } from '../../refusal.ts';
import { isLoopback, parseAuthority } from '../authority.ts';
import { LobbyError } from '../lobby.ts';
import type { UpgradeGate } from '../upgrade-gate.ts';

/**
 * REST about the connection to the server. GET /api/addresses returns where it can be reached. POST
 * /api/reachability passes the same checks as a WebSocket and returns the outcome of a session's WebSocket.
 */
export function reachabilityRoutes(options: {
  addresses(): ServerAddresses;
  gate: Pick<UpgradeGate, 'outcomeOf'>;
  /** What the other processes answer: a WebSocket reaches the one that has its room. */
  others(request: Request, schema: typeof reachabilityAnswerSchema): Promise<ReachabilityAnswer[]>;
}): Router {
  const { addresses, gate, others } = options;
  const routes = Router();

  routes.get('/api/addresses', (request, response) => {
    const { public: publicUrl, network } = addresses();
    // Remote clients have an address that works. They need not learn the networks of this machine.
    const here = isLoopback(parseAuthority(request.headers.host ?? '')?.name ?? '');
    response.set('Cache-Control', 'no-store');
    response.json(serverAddressesSchema.parse({ public: publicUrl, network: here ? network : [] }));
  });

  routes.post('/api/reachability', async (request, response) => {
    const asked = reachabilityRequestSchema.safeParse(request.body ?? {});
    if (!asked.success) {
      const refusal = refusalOf(asked.error);
      throw new LobbyError(400, refusal, refusal.field);
    }
    const { session } = asked.data;
    const own = session === undefined ? undefined : gate.outcomeOf(session);
    const isElsewhere = session !== undefined && own === undefined;
    const answers = isElsewhere ? await others(request, reachabilityAnswerSchema) : [];
    const answer: ReachabilityAnswer = {
      upgrade: own ?? answers.find(({ upgrade }) => upgrade !== undefined)?.upgrade,
    };
    response.set('Cache-Control', 'no-store');
    response.json(answer);
  });

  return routes;
}
