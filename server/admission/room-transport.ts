import type { IncomingMessage, Server } from 'node:http';
import { matchMaker } from '@colyseus/core';
import { type TransportOptions, WebSocketTransport } from '@colyseus/ws-transport';
import type { WebSocket } from 'ws';
import type { Connections } from './connections.ts';

/** Colyseus' WebSocket transport, with connections that {@link Connections} admits and observes. */
export class RoomTransport extends WebSocketTransport {
  readonly #connections: Connections;

  constructor(options: TransportOptions, connections: Connections) {
    super({ ...options, noServer: true });
    this.#connections = connections;
    // Called right after Colyseus' own listener, which has logged every error of a socket as a stack trace.
    this.wss.on('connection', (socket, request) => {
      socket.removeAllListeners('error');
      connections.opened(socket, request);
      endStale(request.url ?? '/', socket);
    });
  }

  /**
   * Serves the upgrades of an HTTP server that may listen already. `allowed` answers the upgrades
   * that it refuses; these do not count against their address.
   */
  serve(server: Server, allowed: (request: IncomingMessage) => boolean): void {
    this.attachToServer(server, {
      filter: (request) => allowed(request) && this.#connections.admits(request),
    });
  }
}

/**
 * Ends the old connection of a client that reconnects with its token. After a network change the room would
 * otherwise wait several seconds for unanswered pings.
 */
function endStale(url: string, socket: WebSocket): void {
  const { pathname, searchParams } = new URL(`ws://server${url}`);
  const token = searchParams.get('reconnectionToken');
  if (!token) return;
  const room = matchMaker.getLocalRoomById(pathname.split('/').at(-1) ?? '');
  const stale = room?.clients.find((client) => client.reconnectionToken === token);
  const held = stale?.ref;
  if (held !== undefined && held !== socket && isSocket(held)) held.terminate();
}

function isSocket(ref: object): ref is Pick<WebSocket, 'terminate'> {
  return 'terminate' in ref && typeof ref.terminate === 'function';
}
