import type { JoinOptions } from '../../shared/messages.ts';
import { JoinError } from './departure.ts';
import type { SeatName } from './reconnection-tokens.ts';
import { RoomConnection, type RoomConnectionHandlers } from './room-connection.ts';
import { enterRoom } from './room-entry.ts';
import { rememberInstance, wasRestarted } from './server-instance.ts';
import { initialRoom, type RoomLinkEvent, type RoomLinkState, reduceRoom } from './state/room-machine.ts';

/** An event without the fields that this class adds. */
type UntimedEvent = RoomLinkEvent extends infer Event
  ? Event extends RoomLinkEvent
    ? Omit<Event, 'at' | 'chance'>
    : never
  : never;

export interface RoomLinkHandlers extends Omit<RoomConnectionHandlers, 'dropped' | 'left'> {
  /** The page joined the room, for the first time or again. */
  joined(connection: RoomConnection): void;
  /** The state changed; called before `joined`. */
  changed(state: RoomLinkState): void;
}

/** Keeps a page in its room: carries out the attempts of room-machine.ts and reports their results to it. */
export class RoomLink {
  readonly #roomId: string;
  readonly #seat: SeatName;
  readonly #options: () => JoinOptions;
  readonly #handlers: RoomLinkHandlers;
  readonly #listening = new AbortController();
  #state = initialRoom(performance.now());
  #connection: RoomConnection | undefined;
  #closed = false;

  constructor(
    { roomId, seat }: { roomId: string; seat: SeatName },
    options: () => JoinOptions,
    handlers: RoomLinkHandlers,
  ) {
    this.#roomId = roomId;
    this.#seat = seat;
    this.#options = options;
    this.#handlers = handlers;
    const { signal } = this.#listening;
    window.addEventListener('online', () => this.#happen({ type: 'online' }), { signal });
    const seen = () => {
      // Messages that arrived while the page was frozen show at once whether the connection is still alive.
      this.#connection?.beat();
      this.#happen({ type: document.hidden ? 'hidden' : 'visible' });
    };
    document.addEventListener('visibilitychange', seen, { signal });
    document.addEventListener('resume', seen, { signal });
    // Whoever makes this is not made yet, so it is told of changes from now on alone.
    if (document.hidden) {
      const at = performance.now();
      this.#state = reduceRoom(this.#state, { type: 'hidden', at, chance: Math.random() });
    }
  }

  get state(): RoomLinkState {
    return this.#state;
  }

  /** The newest connection, open or not; undefined before the first, and after the page has left. */
  get connection(): RoomConnection | undefined {
    return this.#connection;
  }

  /** Joins the room: the page was opened, or a person requested it. */
  start(): void {
    this.#happen({ type: 'start' });
  }

  /** To be called several times a second. */
  tick(): void {
    this.#connection?.beat();
    this.#happen({ type: 'tick' });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#listening.abort();
    this.#connection?.close();
  }

  #happen(happening: UntimedEvent): void {
    if (this.#closed) return;
    const former = this.#state;
    this.#state = reduceRoom(former, { ...happening, at: performance.now(), chance: Math.random() });
    if (this.#state === former) return;
    const { phase, attempt } = this.#state;
    if (phase === 'out' || phase === 'elsewhere') this.#connection = undefined;
    this.#handlers.changed(this.#state);
    if (attempt !== former.attempt) void this.#enter();
  }

  async #enter(): Promise<void> {
    const options = this.#options();
    let room: Awaited<ReturnType<typeof enterRoom>>;
    try {
      room = await enterRoom(this.#roomId, options, {
        seat: this.#seat,
        again: this.#state.attempt > 1,
      });
    } catch (error) {
      return this.#failed(error);
    }
    const connection = new RoomConnection(room, this.#seat, {
      ...this.#handlers,
      dropped: (cause) => {
        if (connection === this.#connection) this.#happen({ type: 'dropped', cause });
      },
      left: (reason, message) => {
        if (connection === this.#connection) this.#happen({ type: 'ended', reason, message });
      },
    });
    if (this.#closed) return connection.close();
    this.#connection = connection;
    this.#happen({ type: 'joined' });
    this.#handlers.joined(connection);
    void rememberInstance(this.#roomId);
  }

  async #failed(error: unknown): Promise<void> {
    const { reason, message, answered } =
      error instanceof JoinError
        ? error
        : new JoinError('lost', error instanceof Error ? error.message : String(error));
    const restarted = reason === 'room-gone' && (await wasRestarted(this.#roomId));
    this.#happen({ type: 'failed', reason: restarted ? 'server-restarted' : reason, message, answered });
  }
}
