import { ColyseusSDK, type Room, ServerError } from '@colyseus/sdk';
import { z } from 'zod';
import { type FrameMark, frameMarkSchema, type MediaRequest, mediaAnswerSchema } from '../../shared/media.ts';
import {
  clientMessages,
  type JoinOptions,
  pongSchema,
  type Role,
  serverMessages,
} from '../../shared/messages.ts';
import { RoomState } from '../../shared/state.ts';
import { siteStart } from '../site.ts';
import { type DepartureReason, departureOf, JoinError } from './departure.ts';
import { proxyFault } from './reachability.ts';
import { forgetReconnection, keepReconnection, reconnectionOf } from './reconnection-tokens.ts';
import { hearNews, type RoomNews } from './room-news.ts';
import type { ClientMessage } from './room-requests.ts';

export interface RoomConnectionHandlers {
  /** The room's state changed; it is the same object every time. */
  state(state: RoomState): void;
  frame(mark: FrameMark): void;
  /** What the room tells beside. */
  news: RoomNews;
  /** The connection broke; the SDK tries to come back by itself. */
  dropped(): void;
  /** It came back, as the same player in the same body. */
  restored(): void;
  /** It ended for good. */
  left(reason: DepartureReason, message: string): void;
}

/** A media request without the id that ties it to its answer. */
export type MediaCall = MediaRequest extends infer Request
  ? Request extends { id: number }
    ? Omit<Request, 'id'>
    : never
  : never;

/** The answer to a ping. Milliseconds: the first two on performance.now's clock, the last since the epoch. */
export interface PingAnswer {
  sentAt: number;
  receivedAt: number;
  /** The server's clock when it answered. */
  serverTime: number;
}

/** Milliseconds until an unanswered media request fails. */
const mediaTimeout = 10_000;

/** Colyseus's close code of a client that said goodbye. */
const consentedCode = 4000;

const reservationSchema = z.looseObject({
  name: z.string(),
  roomId: z.string(),
  sessionId: z.string(),
  processId: z.string(),
});

/** One page's place in one room: its state, its messages, and coming back after a lost connection. */
export class RoomConnection {
  readonly #room: Room<unknown, RoomState>;
  readonly #pings = new Map<number, { sentAt: number; resolve(answer: PingAnswer): void }>();
  readonly #calls = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  #nextId = 0;
  #open = true;
  #closed = false;

  /**
   * Joins a room. A page that was reloaded comes back into its body, as long as the room kept it.
   * @throws JoinError
   */
  static async join(
    roomId: string,
    options: JoinOptions,
    handlers: RoomConnectionHandlers,
  ): Promise<RoomConnection> {
    const sdk = new ColyseusSDK(siteStart().href);
    const role = options.role ?? 'player';
    const token = reconnectionOf(roomId, role);
    if (token) {
      forgetReconnection(roomId, role);
      try {
        return new RoomConnection(await sdk.reconnect(token, RoomState), role, handlers);
      } catch {
        // The room did not wait that long: join anew.
      }
    }
    let session: string | undefined;
    try {
      // The SDK's joinById drops the server's own code, which tells a full room from a bad invite.
      const { data } = await sdk.http.post(`/matchmake/joinById/${encodeURIComponent(roomId)}`, {
        body: options,
      });
      const reservation = reservationSchema.parse(data);
      session = reservation.sessionId;
      return new RoomConnection(await sdk.consumeSeatReservation(reservation, RoomState), role, handlers);
    } catch (error) {
      throw (await proxyFault(error, session)) ?? joinErrorOf(error);
    }
  }

  private constructor(room: Room<unknown, RoomState>, role: Role, handlers: RoomConnectionHandlers) {
    this.#room = room;
    room.reconnection.minUptime = 0;
    room.reconnection.maxDelay = 2_000;
    const keep = () => keepReconnection(room.roomId, role, room.reconnectionToken);
    keep();
    room.onStateChange((state) => handlers.state(state));
    room.onMessage(serverMessages.frame, (message: unknown) => {
      const mark = frameMarkSchema.safeParse(message);
      if (mark.success) handlers.frame(mark.data);
    });
    hearNews(room, handlers.news);
    room.onMessage(serverMessages.pong, (message: unknown) => this.#pong(message));
    room.onMessage(serverMessages.media, (message: unknown) => this.#answer(message));
    room.onDrop(() => {
      this.#open = false;
      this.#failCalls('the connection to the room was lost');
      handlers.dropped();
    });
    room.onReconnect(() => {
      this.#open = true;
      // The SDK has the new token only after this event.
      queueMicrotask(keep);
      handlers.restored();
    });
    room.onLeave((code, reason = '') => {
      this.#open = false;
      this.#failCalls('the page left the room');
      forgetReconnection(room.roomId, role);
      if (!this.#closed && code !== consentedCode) handlers.left(departureOf(code, reason), reason);
      this.#closed = true;
    });
  }

  get sessionId(): string {
    return this.#room.sessionId;
  }

  get state(): RoomState {
    return this.#room.state;
  }

  /** Sends a message; dropped, never queued, and false, while the connection is broken. */
  send(type: ClientMessage, message: unknown): boolean {
    if (this.#open) this.#room.send(type, message);
    return this.#open;
  }

  /** Asks for the server's clock; undefined while the connection is broken. */
  ping(): Promise<PingAnswer | undefined> {
    if (!this.#open) return Promise.resolve(undefined);
    const id = this.#nextId++;
    return new Promise((resolve) => {
      this.#pings.set(id, { sentAt: performance.now(), resolve });
      this.#room.send(clientMessages.ping, { id });
      setTimeout(() => {
        if (this.#pings.delete(id)) resolve(undefined);
      }, mediaTimeout);
    });
  }

  /**
   * Asks the room's media server for something.
   * @throws Error with the server's own sentence, or when no answer comes
   */
  media(call: MediaCall): Promise<unknown> {
    if (!this.#open) return Promise.reject(new Error('the connection to the room is broken'));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject });
      this.#room.send(clientMessages.media, { id, ...call } satisfies MediaRequest);
      setTimeout(() => {
        if (this.#calls.delete(id)) reject(new Error(`no answer to the media request "${call.method}"`));
      }, mediaTimeout);
    });
  }

  /** Leaves the room for good. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#room.reconnection.enabled = false;
    void this.#room.leave(true);
  }

  #pong(message: unknown): void {
    const pong = pongSchema.safeParse(message);
    if (!pong.success) return;
    const ping = this.#pings.get(pong.data.id);
    this.#pings.delete(pong.data.id);
    ping?.resolve({ sentAt: ping.sentAt, receivedAt: performance.now(), serverTime: pong.data.time });
  }

  #answer(message: unknown): void {
    const answer = mediaAnswerSchema.safeParse(message);
    if (!answer.success) return;
    const call = this.#calls.get(answer.data.id);
    this.#calls.delete(answer.data.id);
    if ('error' in answer.data) call?.reject(new Error(answer.data.error));
    else call?.resolve(answer.data.result);
  }

  #failCalls(why: string): void {
    for (const call of this.#calls.values()) call.reject(new Error(why));
    this.#calls.clear();
  }
}

function joinErrorOf(error: unknown): JoinError {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof ServerError)) return new JoinError('server-gone', message);
  const body = z.object({ code: z.number() }).safeParse(error.data);
  const code = body.data?.code ?? (Number.isInteger(error.code) ? error.code : undefined);
  return new JoinError(departureOf(code, message), message);
}
