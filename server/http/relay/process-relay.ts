import type { ErrorRequestHandler, Request, RequestHandler, Router } from 'express';
import type { z } from 'zod';
import type { RoomListings } from '../../processes/room-listings.ts';
import type { ServerProcesses } from '../../processes/server-processes.ts';
import type { Lobby } from '../lobby.ts';
import { ProcessTokens } from './process-tokens.ts';
import { Relay } from './relay.ts';
import { askOthers, relayRoutes } from './relay-routes.ts';
import { RelayedRequests } from './relayed-requests.ts';

/** Milliseconds for what another process says of itself. */
const reportPatience = 1_500;

/** What passes requests on between the processes of a server. */
export class ProcessRelay {
  readonly #processes: ServerProcesses;
  readonly #relay: Relay;
  readonly #relayed: RelayedRequests;

  constructor(processes: ServerProcesses) {
    this.#processes = processes;
    const tokens = new ProcessTokens(processes.key('relay'));
    this.#relay = new Relay(tokens);
    this.#relayed = new RelayedRequests(tokens);
  }

  /** Takes what other processes pass on. */
  get take(): RequestHandler {
    return this.#relayed.take;
  }

  /** A check that the process has made that passed a request on. */
  unless(check: RequestHandler): RequestHandler {
    return this.#relayed.unless(check);
  }

  /** Passes requests about rooms on. */
  routes(options: {
    listings: RoomListings;
    lobby: Pick<Lobby, 'ending' | 'opensAt'>;
    capacity(): number | undefined;
  }): Router {
    return relayRoutes({ ...options, ...this.#parts });
  }

  /** Asks the others for what is not here. */
  get missing(): ErrorRequestHandler {
    return askOthers(this.#parts);
  }

  /** What the others answer to the same request, if it came from a person. */
  async answers<Answer>(request: Request, schema: z.ZodType<Answer>): Promise<Answer[]> {
    if (this.#relayed.has(request)) return [];
    const asked = this.#processes.others().map((other) => this.#relay.read(other, request, reportPatience));
    const answers = (await Promise.all(asked)).map((answer) => schema.safeParse(answer));
    return answers.flatMap(({ data }) => data ?? []);
  }

  get #parts() {
    return { processes: this.#processes, relay: this.#relay, relayed: this.#relayed };
  }
}
