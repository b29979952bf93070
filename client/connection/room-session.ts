import type { Action } from '../../shared/action.ts';
import type { FrameMark } from '../../shared/media.ts';
import type { Role } from '../../shared/messages.ts';
import type { ClientMessage, ClientMessageName } from '../../shared/protocol/client-messages.ts';
import type { RoomState } from '../../shared/state.ts';
import { visitorId } from '../people/visitor-id.ts';
import { type StageFrame, VideoStage } from '../video/video-stage.ts';
import type { MediaConnection, ReceivedView } from './media/media-connection.ts';
import { MediaSession } from './media/media-session.ts';
import { PlayoutLag } from './media/playout-lag.ts';
import { StreamMeter } from './media/stream-meter.ts';
import type { SeatName } from './reconnection-tokens.ts';
import type { RoomConnection } from './room-connection.ts';
import { RoomLink } from './room-link.ts';
import type { RoomMessageListeners } from './room-messages.ts';
import { reportOf, type SessionReport, type SessionState } from './state/session-machine.ts';
import { PageVisibility } from './visibility.ts';

export interface RoomSessionOptions {
  roomId: string;
  role: Role;
  /** Which of the tab's seats in the room it is; by default that of its role. */
  seat?: SeatName;
  name: string;
  /** The invite with which the page was opened. */
  token: string | undefined;
  /** Labels a video for screen readers with the player's name. */
  labelOf(view: string): string;
}

export interface RoomSessionHandlers extends Omit<RoomMessageListeners, 'mediaLost'> {
  /** The session's state or the displayed view changed. */
  stateChanged(report: SessionReport): void;
  /** The page joined the room, for the first time or again. */
  joined(connection: RoomConnection): void;
  roomState(state: RoomState): void;
  /** This view is displayed now and came over `media`; without a view nothing is displayed. */
  shown(view: string | undefined, media?: MediaConnection): void;
}

/** Tracks the displayed frames. */
export interface FrameFollower {
  /** A frame of the displayed view; `mark` is its frame mark, if that has arrived already. */
  frame(frame: StageFrame, mark: FrameMark | undefined): void;
  /** The mark of a frame that was passed on without one. */
  marked(mark: FrameMark): void;
}

/** Milliseconds between checks for due actions, and between polls of the stream's statistics. */
const intervals = { tick: 250, totals: 1_000 } as const;

/**
 * A page's session in a room, from joining to leaving. It has two state machines: one for its membership of
 * the room (room-machine.ts), one for its picture (media-machine.ts); session-machine.ts combines both.
 */
export class RoomSession {
  readonly stage: VideoStage;
  readonly meter = new StreamMeter();
  follower: FrameFollower | undefined;
  readonly #visibility = new PageVisibility({
    session: () => this.sessionId,
    send: (hidden) => this.send('visibility', { hidden }),
  });
  readonly #handlers: RoomSessionHandlers;
  readonly #link: RoomLink;
  readonly #media: MediaSession;
  readonly #timer: number;
  readonly #lag = new PlayoutLag();
  #report: SessionReport = { state: 'connecting', retries: false, late: false };
  /** The last session id in the room. */
  #sessionId: string | undefined;
  #newestMark: FrameMark | undefined;
  /** Milliseconds, performance.now. */
  #totalsAt = 0;
  #closed = false;

  constructor(options: RoomSessionOptions, handlers: RoomSessionHandlers) {
    this.#handlers = handlers;
    this.stage = new VideoStage((frame) => this.#frame(frame));
    this.#media = new MediaSession(
      {
        stage: this.stage,
        request: (call) => this.#link.connection?.media(call) ?? Promise.reject(new Error('not in the room')),
        labelOf: options.labelOf,
      },
      {
        changed: () => this.#publish(),
        shown: (view, media) => {
          handlers.shown(view, media);
          this.#publish(true);
        },
      },
    );
    const { roomId, role, seat = role, name, token } = options;
    this.#link = new RoomLink({ roomId, seat }, () => ({ name, role, token, visitor: visitorId() }), {
      state: (state) => handlers.roomState(state),
      frame: (mark) => this.#marked(mark),
      answered: (answer) => this.meter.answered(answer),
      messages: { ...handlers, mediaLost: () => this.#media.lost() },
      changed: ({ phase }) => {
        if (phase === 'out' || phase === 'elsewhere') this.show(undefined);
        this.#publish();
      },
      joined: (connection) => this.#joined(connection),
    });
    this.#timer = window.setInterval(() => this.#tick(), intervals.tick);
  }

  get state(): SessionState {
    return this.#report.state;
  }

  get sessionId(): string | undefined {
    return this.#link.connection?.sessionId;
  }

  /** True while the page's player has a seat; until then the page watches. */
  get seated(): boolean {
    const { connection } = this.#link;
    return connection?.state.players?.has(connection.sessionId) ?? false;
  }

  get roomState(): RoomState | undefined {
    return this.#link.connection?.state;
  }

  /** Session id of the player whose view is wanted. */
  get view(): string | undefined {
    return this.#media.wanted;
  }

  /** The displayed stream. */
  get seen(): ReceivedView | undefined {
    return this.#media.seen;
  }

  /**
   * Frame mark of the displayed frame; in browsers that do not report RTP timestamps, that of the newest frame.
   */
  get mark(): FrameMark | undefined {
    const displayed = this.meter.clock.displayed?.mark;
    return displayed && displayed.view === this.stage.view ? displayed : this.#newestMark;
  }

  /** Joins the room, or joins it again after the session ended; takes the seat back from another tab. */
  start(): void {
    this.#link.start();
  }

  /** Shows the view of the player with session id `view`; without one the picture is cleared. */
  show(view: string | undefined): void {
    if (view === this.#media.wanted) return;
    this.#media.show(view);
    if (view === undefined) this.#handlers.shown(undefined);
  }

  /** Sends the room a message. Without a connection, it is dropped (never queued) and the result is false. */
  send<Name extends ClientMessageName>(name: Name, message: ClientMessage<Name>): boolean {
    return this.#link.connection?.send(name, message) ?? false;
  }

  /**
   * Sends the devices' state if there is a seat; false if it was not sent. `sampledAt` and `changedAt` are
   * milliseconds on performance.now's clock.
   */
  sendInput(sequence: number, action: Action, sampledAt: number, changedAt: number | undefined): boolean {
    if (!this.seated || !this.send('input', { sequence, action, epoch: this.roomState?.epoch ?? 0 }))
      return false;
    this.meter.clock.sent(sequence, sampledAt, changedAt);
    return true;
  }

  /** Receives a view beside the displayed one; the caller closes it. */
  receiveBeside(view: string): Promise<ReceivedView> {
    return this.#media.receiveBeside(view);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    window.clearInterval(this.#timer);
    this.#visibility.close();
    this.#media.close();
    this.stage.clear();
    this.#link.close();
  }

  #publish(again = false): void {
    if (this.#closed) return;
    const report = reportOf(this.#link.state, this.#media.state, performance.now());
    if (!again && JSON.stringify(report) === JSON.stringify(this.#report)) return;
    this.#report = report;
    this.#handlers.stateChanged(report);
  }

  #joined(connection: RoomConnection): void {
    const former = this.#sessionId;
    this.#sessionId = connection.sessionId;
    this.meter.clock.reset();
    // The page has a new body, and thus another view of its own.
    if (former !== connection.sessionId && former === this.#media.wanted) this.show(undefined);
    this.#handlers.joined(connection);
    this.#media.joined();
  }

  #marked(mark: FrameMark): void {
    this.#newestMark = mark;
    this.#media.painted(mark.view);
    if (this.meter.mark(mark)) this.follower?.marked(mark);
  }

  #frame(frame: StageFrame): void {
    const displayed = this.meter.frame(frame);
    this.follower?.frame(frame, displayed?.mark);
    const { receivedAt, displayedAt } = frame;
    if (receivedAt !== undefined && this.#lag.waited(displayedAt - receivedAt, displayedAt)) {
      this.#media.refresh();
    }
    this.#media.decoded(frame.view);
  }

  #tick(): void {
    this.#link.tick();
    if (this.#link.state.phase === 'joined') this.#media.tick();
    this.#publish();
    const now = performance.now();
    if (now - this.#totalsAt < intervals.totals) return;
    this.#totalsAt = now;
    void this.#media.stats().then((totals) => this.meter.totals(totals));
  }
}
