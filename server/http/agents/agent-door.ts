import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { CloseCode, ServerError } from '@colyseus/core';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { agentPath } from '../../../shared/agents/agent-messages.ts';
import { agentJoinSchema } from '../../../shared/agents/agent-requests.ts';
import { type Notice, noticeIn, reasonText } from '../../../shared/notices/notice.ts';
import { closeCodes } from '../../../shared/protocol/close-codes.ts';
import type { Connections } from '../../admission/connections.ts';
import type { AgentPlace } from '../../contracts/agent-socket.ts';
import type { Log } from '../../log.ts';
import { refusalOf } from '../../refusal.ts';
import { readAgentMessage } from '../../rooms/agents/agent-message.ts';
import type { OpenRooms } from '../../rooms/open-room.ts';
import { type Lobby, LobbyError } from '../lobby.ts';
import { WebAgentSocket } from './web-agent-socket.ts';

/** Most bytes of a frame from an agent. */
const frameLimit = 16 * 1024;
/** Milliseconds between pings; a socket that answers none until the next one is dead. */
const pingInterval = 15_000;

export interface AgentDoorOptions {
  rooms: OpenRooms;
  lobby: Pick<Lobby, 'reopen'>;
  connections: Pick<Connections, 'admits' | 'opened' | 'confirmed'>;
  /** Answers an upgrade that it refuses. */
  allowed(request: IncomingMessage): boolean;
  /** Path of this site, with a slash at both ends. */
  basePath: string;
  log: Log;
}

/**
 * The WebSockets of programs that play: `agents/v1/<room>`. Its first message says who comes; a room takes it in, and
 * everything else is the room's. Upgrades pass the same checks and limits as those of pages.
 */
export class AgentDoor {
  readonly #options: AgentDoorOptions;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: frameLimit });
  #pinging: NodeJS.Timeout | undefined;

  constructor(options: AgentDoorOptions) {
    this.#options = options;
  }

  /** Whether a request is for this door, and not for pages. */
  takes({ url = '/' }: IncomingMessage): boolean {
    return this.#roomOf(url) !== undefined;
  }

  serve(server: Server): void {
    server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
      const room = this.#roomOf(request.url ?? '/');
      if (room === undefined) return;
      const { allowed, connections } = this.#options;
      if (!allowed(request) || !connections.admits(request)) return;
      this.#sockets.handleUpgrade(request, stream, head, (socket) => {
        connections.opened(socket, request);
        this.#opened(socket, room);
      });
    });
    this.#pinging = setInterval(() => this.#ping(), pingInterval).unref();
  }

  close(): void {
    clearInterval(this.#pinging);
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#sockets.close();
  }

  /** The room's id in the path of an address. */
  #roomOf(url: string): string | undefined {
    const [path] = url.split('?', 1);
    const { basePath } = this.#options;
    const own = path.startsWith(basePath) ? path.slice(basePath.length) : path.slice(1);
    if (!own.startsWith(`${agentPath}/`)) return undefined;
    const room = own.slice(agentPath.length + 1);
    return /^[\w-]{1,64}$/.test(room) ? room : undefined;
  }

  #opened(socket: WebSocket, room: string): void {
    let place: AgentPlace | undefined;
    const agent = new WebAgentSocket(socket);
    let alive = true;
    socket.on('pong', () => this.#answered.add(socket));
    this.#answered.add(socket);
    socket.once('message', (data, binary) => {
      const enter = async () => {
        // What follows waits in the socket until the agent has a place.
        socket.pause();
        try {
          place = await this.#enter(agent, room, frameOf(data, binary));
        } catch (error) {
          this.#refuse(agent, error);
          return;
        } finally {
          socket.resume();
        }
        if (!alive) return place.left(CloseCode.NO_STATUS_RECEIVED);
        this.#options.connections.confirmed(socket);
        socket.on('message', (next, isBinary) => place?.receive(frameOf(next, isBinary)));
      };
      void enter();
    });
    socket.once('close', (code) => {
      alive = false;
      place?.left(code);
    });
  }

  async #enter(agent: WebAgentSocket, room: string, frame: string | Uint8Array): Promise<AgentPlace> {
    const read = readAgentMessage(frame);
    if (read === undefined) throw refusal(closeCodes.badOptions, { code: 'unreadable-message', values: {} });
    if (read.type !== 'join') throw refusal(closeCodes.badOptions, { code: 'join-first', values: {} });
    const join = agentJoinSchema.safeParse(read.message);
    if (!join.success) throw refusal(closeCodes.badOptions, refusalOf(join.error, 'join'));
    const { rooms, lobby } = this.#options;
    await lobby.reopen(room);
    const open = rooms.get(room);
    // It is there, in another process: whoever made it was told its address.
    if (open === undefined) throw refusal(closeCodes.roomGone, { code: 'room-elsewhere', values: {} });
    return open.enter(agent, join.data);
  }

  #refuse(agent: WebAgentSocket, error: unknown): void {
    if (error instanceof LobbyError) {
      end(agent, closeCodes.roomGone, error.refusal);
      return;
    }
    const reason = error instanceof ServerError ? noticeIn(error.message) : undefined;
    if (error instanceof ServerError && reason !== undefined) {
      end(agent, error.code, reason);
      return;
    }
    this.#options.log.error({ err: error }, 'an agent could not come in');
    end(agent, CloseCode.WITH_ERROR, { code: 'server-failed', values: {} });
  }

  /** Sockets that have answered since the last ping. */
  readonly #answered = new WeakSet<WebSocket>();

  #ping(): void {
    for (const socket of this.#sockets.clients) {
      if (this.#answered.delete(socket)) socket.ping();
      else socket.terminate();
    }
  }
}

function frameOf(data: RawData, binary: boolean): string | Uint8Array {
  const bytes = Array.isArray(data)
    ? Buffer.concat(data)
    : data instanceof ArrayBuffer
      ? Buffer.from(data)
      : data;
  return binary ? bytes : bytes.toString('utf8');
}

function refusal(code: number, reason: Notice): ServerError {
  return new ServerError(code, reasonText(reason));
}

/** The whole reason goes before, because a close frame has no place for a long one. */
function end(agent: WebAgentSocket, code: number, reason: Notice): void {
  agent.send(JSON.stringify({ type: 'notice', level: 'error', ...reason }));
  agent.end(code, reasonText(reason));
}
