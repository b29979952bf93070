import type { RoomSession } from '../../connection/room-session.ts';
import { type PageStats, StatsOverlay } from '../../hud/stats-overlay.tsx';
import type { OriginReport } from '../../origin/origin-tint.ts';
import { offerProbe } from '../../page-probe.ts';
import { changePreferences, readPreferences } from '../../preferences.ts';
import type { LookCompensation } from '../../video/look-compensation.ts';

/** Milliseconds between updates of the overlay. */
const interval = 500;

/** Measurements of a page's picture: an overlay for people, and the page probe for scripts. */
export class Measurements {
  readonly #session: RoomSession;
  readonly #look: () => LookCompensation | undefined;
  readonly #overlay = new StatsOverlay();
  readonly #withdrawProbe: () => void;
  readonly #timer: number;

  constructor(
    session: RoomSession,
    { look, origins }: { look: () => LookCompensation | undefined; origins: () => OriginReport },
  ) {
    this.#session = session;
    this.#look = look;
    this.#overlay.shown = readPreferences().stats;
    this.#withdrawProbe = offerProbe(session, {
      stats: () => this.#stats(),
      look: () => look()?.report,
      origins,
    });
    this.#timer = window.setInterval(() => {
      if (this.#overlay.shown) this.#overlay.update(this.#stats());
    }, interval);
  }

  get root(): HTMLElement {
    return this.#overlay.root;
  }

  set shown(shown: boolean) {
    this.#overlay.shown = shown;
    changePreferences({ stats: shown });
  }

  close(): void {
    window.clearInterval(this.#timer);
    this.#withdrawProbe();
  }

  #stats(): PageStats {
    const { mark, stage, meter } = this.#session;
    const { width, height } = mark?.size ?? stage.size;
    const { tick, limited } = mark ?? {};
    return { ...meter.stats(), ...{ width, height, limited, tick }, lookError: this.#look()?.error };
  }
}
