import { matchMaker } from '@colyseus/core';
import { type ErrorRequestHandler, type Request, type RequestHandler, type Response, Router } from 'express';
import { freest } from '../../processes/placement.ts';
import type { RoomListings } from '../../processes/room-listings.ts';
import type { OtherProcess, ServerProcesses } from '../../processes/server-processes.ts';
import { roomMetadataSchema } from '../../rooms/room-plan.ts';
import type { Lobby } from '../lobby.ts';
import { LobbyError } from '../lobby-error.ts';
import type { Relay } from './relay.ts';
import type { RelayedRequests } from './relayed-requests.ts';

export interface RelayRoutesOptions {
  processes: Pick<ServerProcesses, 'others' | 'lost'>;
  listings: RoomListings;
  lobby: Pick<Lobby, 'ending' | 'opensAt'>;
  relay: Relay;
  relayed: RelayedRequests;
  /** Views that this process draws in time, if that was measured. */
  capacity(): number | undefined;
}

/** Paths of rooms that only the process knows that has the room open. */
const pathsOfRooms = [
  '/api/rooms/:room/thumbnail',
  '/api/rooms/:room/world',
  '/api/rooms/:room/save',
  '/api/rooms/:room/saves/:moment/picture',
  '/api/admin/rooms/:room',
  '/api/admin/rooms/:room/members/:member',
];

/** Paths of what one process has, and the others do not know which. */
const pathsOfOne = /^\/api\/(recordings\/[^/]+|admin\/recordings\/[^/]+|previews\/[^/]+\/picture)$/;

/**
 * Passes requests on to the process that they are for: those about an open room to the one that has it, those for a new
 * room or one that is to go on to the one with the most views free.
 */
export function relayRoutes(options: RelayRoutesOptions): Router {
  const { processes, listings, lobby, relay, relayed, capacity } = options;
  const routes = Router();

  /** The other process that has a room open. */
  const ownerOf = async (room: string): Promise<OtherProcess | undefined> => {
    const { processId } = (await listings.find(room)) ?? {};
    return processes.others().find(({ id }) => id === processId);
  };

  /** Whether the owner has answered. One that is gone has no rooms any more. */
  const askOwner = async (request: Request, response: Response): Promise<boolean> => {
    const owner = await ownerOf(String(request.params.room));
    if (owner === undefined) return false;
    const outcome = await relay.send(owner, request, response);
    if (outcome === 'gone') await processes.lost(owner.id);
    if (outcome === 'silent') throw new LobbyError(503, { code: 'room-elsewhere', values: {} });
    return outcome === 'answered';
  };

  /** Has the process with the most free views answer, if that is another one. */
  const place = async (request: Request, response: Response): Promise<boolean> => {
    const others = processes.others().filter(({ isEnding }) => !isEnding);
    const own = { id: matchMaker.processId, capacity: capacity() };
    const candidates = lobby.ending ? others : [own, ...others];
    const rooms = (await listings.all()).map(({ processId, metadata }) => ({
      processId,
      players: roomMetadataSchema.safeParse(metadata).data?.players ?? 0,
    }));
    for (const id of freest(candidates, rooms)) {
      const other = others.find((process) => process.id === id);
      if (other === undefined) return false;
      const outcome = await relay.send(other, request, response);
      if (outcome === 'answered') return true;
      if (outcome === 'silent') throw new LobbyError(503, { code: 'server-ending', values: {} });
      await processes.lost(id);
    }
    return false;
  };

  /** Whether one of the others knew an answer. */
  const askAll = async (request: Request, response: Response): Promise<boolean> => {
    for (const other of processes.others()) {
      const outcome = await relay.send(other, request, response, { passes404: false });
      if (outcome === 'answered') return true;
    }
    return false;
  };

  /** Goes on here with what no other process has answered. */
  const unless =
    (answered: (request: Request, response: Response) => Promise<boolean>): RequestHandler =>
    async (request, response, next) => {
      if (relayed.has(request) || !(await answered(request, response))) next();
    };

  routes.all(pathsOfRooms, unless(askOwner));
  routes.post('/api/rooms', unless(place));
  routes.post(
    '/matchmake/:method/:room',
    unless(async (request, response) => {
      if (await askOwner(request, response)) return true;
      const room = String(request.params.room);
      if ((await listings.find(room)) !== undefined) return false;
      switch (await lobby.opensAt(room)) {
        case 'anywhere':
          return place(request, response);
        case 'here':
          return false;
        case undefined:
          return askAll(request, response);
      }
    }),
  );
  return routes;
}

/** Asks the other processes for what is not here. */
export function askOthers({
  processes,
  relay,
  relayed,
}: Pick<RelayRoutesOptions, 'processes' | 'relay' | 'relayed'>): ErrorRequestHandler {
  return async (error: unknown, request, response, next) => {
    const isMissing = error instanceof LobbyError && error.status === 404 && pathsOfOne.test(request.path);
    if (!isMissing || relayed.has(request)) return next(error);
    for (const other of processes.others()) {
      if ((await relay.send(other, request, response, { passes404: false })) === 'answered') return;
    }
    next(error);
  };
}
