import type { DepartureReason } from '../connection/departure.ts';
import type { SessionState } from '../connection/room-session.ts';
import { StatusCard } from '../hud/status-card.ts';
import { type RoomSituation, roomStatus } from './room-status.ts';

export type SessionCardOptions = Pick<RoomSituation, 'spectator' | 'startAgain'> & {
  watchLink(): RoomSituation['watchLink'];
  waiting(): RoomSituation['waiting'];
};

/** Milliseconds after which a page that waits says why that may be. */
const patience = 6_000;

/** Says on a card over the picture how the session stands, and after a while what it waits for. */
export class SessionCard {
  readonly #options: SessionCardOptions;
  readonly #card = new StatusCard();
  #state: SessionState = 'connecting';
  #departure: RoomSituation['departure'];
  #trouble: string | undefined;
  #waitedLong = false;
  #timer: number | undefined;

  constructor(options: SessionCardOptions) {
    this.#options = options;
  }

  get root(): HTMLElement {
    return this.#card.root;
  }

  /** What holds the picture back. */
  set trouble(trouble: string) {
    this.#trouble = trouble;
    this.show();
  }

  stateChanged(state: SessionState, reason?: DepartureReason, message?: string): void {
    this.#state = state;
    this.#departure = reason && { reason, message };
    window.clearTimeout(this.#timer);
    this.#waitedLong = false;
    if (state === 'playing') this.#trouble = undefined;
    if (state === 'waiting' || state === 'connecting') {
      this.#timer = window.setTimeout(() => {
        this.#waitedLong = true;
        this.show();
      }, patience);
    }
    this.show();
  }

  /** Brings the card up to date. */
  show(): void {
    const { spectator, startAgain, watchLink, waiting } = this.#options;
    this.#card.show(
      roomStatus({
        state: this.#state,
        waitedLong: this.#waitedLong,
        trouble: this.#trouble,
        departure: this.#departure,
        spectator,
        watchLink: watchLink(),
        waiting: waiting(),
        startAgain,
      }),
    );
  }

  close(): void {
    window.clearTimeout(this.#timer);
  }
}
