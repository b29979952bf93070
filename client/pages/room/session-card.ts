import type { SessionReport } from '../../connection/state/session-machine.ts';
import { StatusCard } from '../../hud/status-card.tsx';
import { type RoomSituation, roomStatus } from './room-status.ts';

export type SessionCardOptions = Pick<RoomSituation, 'spectator' | 'startAgain'> & {
  watchLink(): RoomSituation['watchLink'];
  waiting(): RoomSituation['waiting'];
};

/** Shows the session's state on a card over the picture. */
export class SessionCard {
  readonly #options: SessionCardOptions;
  readonly #card = new StatusCard();
  #report: SessionReport = { state: 'connecting', retries: false, late: false };

  constructor(options: SessionCardOptions) {
    this.#options = options;
  }

  get root(): HTMLElement {
    return this.#card.root;
  }

  set report(report: SessionReport) {
    this.#report = report;
    this.show();
  }

  /** Updates the card. */
  show(): void {
    const { spectator, startAgain, watchLink, waiting } = this.#options;
    const situation = { spectator, startAgain, watchLink: watchLink(), waiting: waiting() };
    this.#card.show(roomStatus({ ...situation, report: this.#report }));
  }
}
