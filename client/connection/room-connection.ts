import type { Room } from '@colyseus/sdk';
import { type FrameMark, frameMarkSchema, type MediaRequest, mediaAnswerSchema } from '../../shared/media.ts';
import { pongSchema } from '../../shared/messages.ts';
import type { ClientMessage, ClientMessageName } from '../../shared/protocol/client-messages.ts';
import type { RoomState } from '../../shared/state.ts';
import { noticeText, reasonWords } from '../notice-text.ts';
import { type DepartureReason, departureOf } from './departure.ts';
import { Heartbeat } from './heartbeat.ts';
import { forgetSeat, keepSeat, type SeatName } from './reconnection-tokens.ts';
import { listenToMessages, type RoomMessageListeners } from './room-messages.ts';
import type { LossCause } from './state/room-machine.ts';

export interface RoomConnectionHandlers {
  /** The room's state changed; it is the same object every time. */
  state(state: RoomState): void;
  frame(mark: FrameMark): void;
  /** The answer to a ping came. */
  answered(answer: PingAnswer): void;
  /** Receives the room's other messages. */
  messages: RoomMessageListeners;
  /** The connection broke or went silent; it is unusable from now on. */
  dropped(cause: LossCause): void;
  /** The room or the server closed the connection. */
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
  /** The server's clock at the time of its answer. */
  serverTime: number;
}

/** Most unanswered pings that are remembered. */
const mostPings = 16;
/** Milliseconds until an unanswered media request fails. */
const mediaTimeout = 10_000;

/** Close code of Colyseus that its transport carries out at once, without waiting for the other end. */
const mayComeBack = 4010;
/** Close codes of a broken connection: no status (RFC 6455, 7.4.1), abnormal, the other end went away. */
const broken: ReadonlySet<number> = new Set([1001, 1005, 1006, mayComeBack]);

/** A page's connection to a room, from one join until it breaks or is closed: its state and its messages. */
export class RoomConnection {
  readonly #room: Room<unknown, RoomState>;
  /** Send times of unanswered pings, by id. */
  readonly #pings = new Map<number, number>();
  readonly #calls = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  readonly #seat: SeatName;
  readonly #handlers: RoomConnectionHandlers;
  readonly #heartbeat = new Heartbeat(performance.now());
  readonly #state: RoomState;
  #nextId = 0;
  #open = true;

  /** `room` is the result of enterRoom. */
  constructor(room: Room<unknown, RoomState>, seat: SeatName, handlers: RoomConnectionHandlers) {
    this.#room = room;
    this.#seat = seat;
    this.#handlers = handlers;
    this.#state = room.state;
    const { roomId, sessionId } = room;
    keepSeat(roomId, seat, { sessionId, token: room.reconnectionToken });
    room.onStateChange((state) => {
      this.#heartbeat.received(performance.now());
      handlers.state(state);
    });
    room.onMessage('frame', (message: unknown) => {
      const mark = frameMarkSchema.safeParse(message);
      if (mark.success) handlers.frame(mark.data);
    });
    listenToMessages(room, handlers.messages);
    room.onMessage('pong', (message: unknown) => this.#pong(message));
    room.onMessage('media', (message: unknown) => this.#answer(message));
    room.onLeave((code, reason = '') => {
      if (!this.#end('the connection to the room was lost')) return;
      if (broken.has(code)) return handlers.dropped(navigator.onLine ? 'closed' : 'offline');
      const departure = departureOf(code, reason);
      // The other tab continues to use the seat and its token.
      if (departure !== 'elsewhere') forgetSeat(roomId, seat);
      handlers.left(departure, reasonWords(reason));
    });
  }

  get sessionId(): string {
    return this.#room.sessionId;
  }

  get state(): RoomState {
    return this.#state;
  }

  /**
   * Sends a message. While the connection is broken, it is dropped (never queued) and the result is false.
   */
  send<Name extends ClientMessageName>(name: Name, message: ClientMessage<Name>): boolean {
    if (this.#open) this.#room.send(name, message);
    return this.#open;
  }

  /** To be called several times a second: pings the server, and detects a silent connection. */
  beat(): void {
    if (!this.#open) return;
    const beat = this.#heartbeat.beat(performance.now());
    if (beat === 'ping') this.#ping();
    if (beat === 'dead') this.#die();
  }

  /**
   * Asks the room's media server for something.
   * @throws Error with the server's reason in the person's language, or when no answer comes
   */
  media(call: MediaCall): Promise<unknown> {
    if (!this.#open) return Promise.reject(new Error('the connection to the room is broken'));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject });
      this.send('media', { id, ...call });
      setTimeout(() => {
        if (this.#calls.delete(id)) reject(new Error(`no answer to the media request "${call.method}"`));
      }, mediaTimeout);
    });
  }

  /** Leaves the room for good. */
  close(): void {
    if (!this.#end('the page left the room')) return;
    forgetSeat(this.#room.roomId, this.#seat);
    void this.#room.leave(true);
  }

  /** The connection is silent, so the socket is closed without waiting for the other end. */
  #die(): void {
    if (!this.#end('nothing comes from the room any more')) return;
    this.#room.connection.close(mayComeBack);
    this.#handlers.dropped(navigator.onLine ? 'silent' : 'offline');
  }

  /** True the first time. */
  #end(why: string): boolean {
    if (!this.#open) return false;
    this.#open = false;
    for (const call of this.#calls.values()) call.reject(new Error(why));
    this.#calls.clear();
    this.#pings.clear();
    return true;
  }

  #ping(): void {
    const id = this.#nextId++;
    this.#pings.set(id, performance.now());
    if (this.#pings.size > mostPings) {
      const [oldest] = this.#pings.keys();
      this.#pings.delete(oldest);
    }
    this.send('ping', { id });
  }

  #pong(message: unknown): void {
    const pong = pongSchema.safeParse(message);
    const sentAt = pong.success ? this.#pings.get(pong.data.id) : undefined;
    if (!pong.success || sentAt === undefined) return;
    this.#pings.delete(pong.data.id);
    const receivedAt = performance.now();
    this.#heartbeat.answered(receivedAt);
    this.#handlers.answered({ sentAt, receivedAt, serverTime: pong.data.time });
  }

  #answer(message: unknown): void {
    const answer = mediaAnswerSchema.safeParse(message);
    if (!answer.success) return;
    const call = this.#calls.get(answer.data.id);
    this.#calls.delete(answer.data.id);
    if ('error' in answer.data) call?.reject(new Error(noticeText(answer.data.error)));
    else call?.resolve(answer.data.result);
  }
}
