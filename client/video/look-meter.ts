import { angleBetween, type Look } from '../../shared/look.ts';

/** Sums over time since the page was opened, so that any two readings give the mean between them. */
export interface LookTotals {
  /** Radians times milliseconds: the angle between where the player looked and what was displayed. */
  angle: number;
  /** Milliseconds in which it was measured. */
  time: number;
}

/** Milliseconds in which an old angle's weight in the recent mean falls to a third. */
const memory = 1_000;
/** Milliseconds without a display frame after which the page was not looked at. */
const longestPause = 500;

/**
 * Measures the angle between where the player looks and what the screen shows, over time: a picture
 * counts for as long as it stands, and what the player turns meanwhile counts against it.
 */
export class LookMeter {
  readonly #totals: LookTotals = { angle: 0, time: 0 };
  #recent: number | undefined;
  #last: { time: number; angle: number; displayed: Look } | undefined;

  /** At a display frame (milliseconds): the player looks there, and from now on this is displayed. */
  displays(displayed: Look, looked: Look, time: number): void {
    const last = this.#last;
    const passed = last ? time - last.time : 0;
    if (last && passed > 0 && passed < longestPause) {
      const mean = (last.angle + angleBetween(looked, last.displayed)) / 2;
      this.#totals.angle += mean * passed;
      this.#totals.time += passed;
      const fading = 1 - Math.exp(-passed / memory);
      this.#recent = this.#recent === undefined ? mean : this.#recent + (mean - this.#recent) * fading;
    }
    this.#last = { time, angle: angleBetween(looked, displayed), displayed };
  }

  /** Nothing is displayed, or nobody looks. */
  pause(): void {
    this.#last = undefined;
  }

  get totals(): LookTotals {
    return { ...this.#totals };
  }

  /** Mean of about the last second, radians; undefined before the first two display frames. */
  get recent(): number | undefined {
    return this.#recent;
  }
}
