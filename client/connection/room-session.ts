import type { Action } from '../../shared/action.ts';
import type { FrameMark } from '../../shared/media.ts';
import type { Role } from '../../shared/messages.ts';
import type { RoomState } from '../../shared/state.ts';
import { visitorId } from '../people/visitor-id.ts';
import { type StageFrame, VideoStage } from '../video/video-stage.ts';
import { type DepartureReason, JoinError } from './departure.ts';
import type { MediaConnection, ReceivedView } from './media-connection.ts';
import { PlayoutLag } from './playout-lag.ts';
import { proxyFaultAfterDrop } from './reachability.ts';
import { RoomConnection } from './room-connection.ts';
import type { RoomNews } from './room-news.ts';
import { RoomRequests } from './room-requests.ts';
import { ApiError, readRoom } from './server-api.ts';
import { StreamMeter } from './stream-meter.ts';
import { ViewReceiver } from './view-receiver.ts';

/** What a page in a room is doing; `data-state` on the root of the play and of the watch page. */
export type SessionState = 'connecting' | 'waiting' | 'playing' | 'reconnecting' | 'full' | 'gone' | 'denied';

export interface RoomSessionOptions {
  roomId: string;
  role: Role;
  name: string;
  /** The invite, when the page was opened with one. */
  token: string | undefined;
  /** Says to a screen reader whose view a video shows. */
  labelOf(view: string): string;
}

export interface RoomSessionHandlers extends RoomNews {
  /** `reason` and the server's own sentence come with full, gone and denied. */
  stateChanged(state: SessionState, reason?: DepartureReason, message?: string): void;
  /** The page is in the room: at first, and again after every reconnection. */
  joined(connection: RoomConnection): void;
  roomState(state: RoomState): void;
  /** The view cannot be had right now; the session goes on trying. */
  trouble(message: string): void;
  /** This view is seen now, and came over `media`; without one nothing is seen any more. */
  shown(view: string | undefined, media?: MediaConnection): void;
}

/** Follows what is on the screen. */
export interface FrameFollower {
  /** A frame of the seen view; `mark` is what the server said of it, if that is here already. */
  frame(frame: StageFrame, mark: FrameMark | undefined): void;
  /** The mark of a frame that was given without. */
  marked(mark: FrameMark): void;
}

/** Milliseconds without a frame after which the media path is made anew. */
const stallTimeout = 6_000;

/**
 * A page's time in a room, from joining to leaving: holds the connection to the room and the view
 * from the media server, makes either anew when it breaks, and says which state that is.
 */
export class RoomSession {
  readonly stage: VideoStage;
  readonly meter = new StreamMeter();
  /** What the page asks of the room. */
  readonly requests = new RoomRequests((type, message) => this.#connection?.send(type, message) ?? false);
  follower: FrameFollower | undefined;
  readonly #options: RoomSessionOptions;
  readonly #handlers: RoomSessionHandlers;
  readonly #receiver: ViewReceiver;
  readonly #watchdog: number;
  readonly #lag = new PlayoutLag();
  #state: SessionState = 'connecting';
  #connection: RoomConnection | undefined;
  #newestMark: FrameMark | undefined;
  /** Milliseconds, performance.now: since when a frame is overdue. */
  #expectedSince = performance.now();
  #closed = false;

  constructor(options: RoomSessionOptions, handlers: RoomSessionHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.stage = new VideoStage((frame) => this.#frame(frame));
    this.#receiver = new ViewReceiver(
      {
        stage: this.stage,
        request: (call) => this.#connection?.media(call) ?? Promise.reject(new Error('not in the room')),
        labelOf: options.labelOf,
      },
      {
        shown: (view, media) => {
          this.#setState('playing');
          handlers.shown(view, media);
        },
        trouble: (message) => {
          if (this.#state === 'playing') this.#setState('waiting');
          handlers.trouble(message);
        },
      },
    );
    this.#watchdog = window.setInterval(() => void this.#watch(), 1_000);
  }

  get state(): SessionState {
    return this.#state;
  }

  get sessionId(): string | undefined {
    return this.#connection?.sessionId;
  }

  /** True while the page's player has a seat; until then it watches. */
  get seated(): boolean {
    const connection = this.#connection;
    return connection?.state.players?.has(connection.sessionId) ?? false;
  }

  get roomState(): RoomState | undefined {
    return this.#connection?.state;
  }

  /** Session id of the player whose view is wanted. */
  get view(): string | undefined {
    return this.#receiver.wanted;
  }

  /**
   * What the server said of the frame on the screen; where the browser does not tell which frame
   * that is, of the newest frame.
   */
  get mark(): FrameMark | undefined {
    const displayed = this.meter.clock.displayed?.mark;
    return displayed && displayed.view === this.stage.view ? displayed : this.#newestMark;
  }

  /** Joins the room, or joins it anew after the session ended. Every outcome is a state. */
  async start(): Promise<void> {
    this.#setState('connecting');
    const { roomId, role, name, token } = this.#options;
    try {
      const connection = await RoomConnection.join(
        roomId,
        { name, role, token, visitor: visitorId() },
        {
          state: (state) => this.#handlers.roomState(state),
          frame: (mark) => {
            this.#newestMark = mark;
            if (this.meter.mark(mark)) this.follower?.marked(mark);
          },
          news: this.#handlers,
          dropped: () => this.#setState('reconnecting'),
          restored: () => this.#restored(),
          left: (reason, message) => void this.#left(reason, message),
        },
      );
      if (this.#closed) return connection.close();
      this.#connection = connection;
    } catch (error) {
      if (this.#closed) return;
      const { reason, message } =
        error instanceof JoinError
          ? error
          : new JoinError('lost', error instanceof Error ? error.message : '');
      return this.#end(reason, message);
    }
    this.meter.clock.reset();
    this.#setState('waiting');
    this.#handlers.joined(this.#connection);
  }

  /** Shows the view of the player with session id `view`; without one the picture is cleared. */
  show(view: string | undefined): void {
    if (view === this.#receiver.wanted) return;
    this.#expectedSince = performance.now();
    if (this.#state === 'playing' && (view === undefined || this.stage.view === undefined)) {
      this.#setState('waiting');
    }
    this.#receiver.show(view);
    if (view === undefined) this.#handlers.shown(undefined);
  }

  /**
   * Sends the devices' state, once there is a seat; false when it could not. `sampledAt` and `changedAt`
   * are milliseconds on performance.now's clock.
   */
  sendInput(sequence: number, action: Action, sampledAt: number, changedAt: number | undefined): boolean {
    if (!this.seated || !this.requests.input(sequence, action)) return false;
    this.meter.clock.sent(sequence, sampledAt, changedAt);
    return true;
  }

  /** The picture of the view that is seen. */
  get track(): MediaStreamTrack | undefined {
    return this.#receiver.track;
  }

  /** Receives a view beside the one that is shown; whoever asked for it closes it. */
  receiveBeside(view: string): Promise<ReceivedView> {
    return this.#receiver.receiveBeside(view);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    window.clearInterval(this.#watchdog);
    this.#receiver.close();
    this.stage.clear();
    this.#connection?.close();
  }

  #setState(state: SessionState, reason?: DepartureReason, message?: string): void {
    if (this.#closed) return;
    this.#state = state;
    this.#expectedSince = performance.now();
    this.#handlers.stateChanged(state, reason, message);
  }

  #frame(frame: StageFrame): void {
    const displayed = this.meter.frame(frame);
    this.follower?.frame(frame, displayed?.mark);
    const { receivedAt, displayedAt } = frame;
    if (receivedAt !== undefined && this.#lag.waited(displayedAt - receivedAt, displayedAt)) {
      this.#receiver.refresh();
    }
    // A path that healed by itself.
    if (this.#state === 'waiting' && frame.view === this.#receiver.wanted) this.#setState('playing');
  }

  #restored(): void {
    if (!this.#connection) return;
    this.meter.clock.reset();
    this.#expectedSince = performance.now();
    this.#handlers.joined(this.#connection);
    this.#receiver.restart();
    if (this.#receiver.wanted === undefined) this.#setState('waiting');
  }

  async #left(reason: DepartureReason, message: string): Promise<void> {
    let actual = reason;
    if (reason === 'lost') {
      try {
        await readRoom(this.#options.roomId);
      } catch (error) {
        if (error instanceof ApiError) {
          if (error.status === 404) actual = 'room-gone';
          if (error.status === 0) actual = 'server-gone';
        }
      }
      const fault = await proxyFaultAfterDrop(this.#connection?.sessionId);
      if (fault) return this.#end(fault.reason, fault.message);
    }
    this.#end(actual, message);
  }

  #end(reason: DepartureReason, message: string): void {
    this.#receiver.show(undefined);
    this.#handlers.shown(undefined);
    this.#connection = undefined;
    if (reason === 'full') this.#setState('full', reason, message);
    else if (reason === 'denied' || reason === 'invalid' || reason === 'locked')
      this.#setState('denied', reason, message);
    else this.#setState('gone', reason, message);
  }

  /** Once a second: measures, and makes the media path anew when frames stay away. */
  async #watch(): Promise<void> {
    const connection = this.#connection;
    if (!connection || (this.#state !== 'playing' && this.#state !== 'waiting')) return;
    const now = performance.now();
    // A hidden page gets no frames.
    if (document.hidden || this.#receiver.wanted === undefined) this.#expectedSince = now;
    const since = Math.max(this.#expectedSince, this.meter.newestFrameAt ?? 0);
    if (now - since > stallTimeout) {
      this.#setState('waiting');
      this.#receiver.restart();
    }
    const [answer, totals] = await Promise.all([connection.ping(), this.#receiver.stats()]);
    this.meter.answered(answer);
    this.meter.totals(totals);
  }
}
