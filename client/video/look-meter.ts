import { wrapAngle } from '../../shared/geometry/camera.ts';
import { angleBetween, type Look } from '../../shared/geometry/look.ts';

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
/** Moments of an interval at which its angle is taken. */
const moments = 8;

/**
 * Measures the angle between where the player looks and what the screen shows, over time: a picture
 * counts for as long as it stands, and what the player turns meanwhile, at an even speed, counts against it.
 */
export class LookMeter {
  readonly #totals: LookTotals = { angle: 0, time: 0 };
  #recent: number | undefined;
  #last: { time: number; looked: Look; displayed: Look } | undefined;

  /** At a display frame (milliseconds): the player looks there, and from now on this is displayed. */
  displays(displayed: Look, looked: Look, time: number): void {
    const last = this.#last;
    const passed = last ? time - last.time : 0;
    if (last && passed > 0 && passed < longestPause) {
      const mean = meanAngle(last.displayed, last.looked, looked);
      this.#totals.angle += mean * passed;
      this.#totals.time += passed;
      const fading = 1 - Math.exp(-passed / memory);
      this.#recent = this.#recent === undefined ? mean : this.#recent + (mean - this.#recent) * fading;
    }
    this.#last = { time, looked, displayed };
  }

  /** Nothing is displayed, or the page is hidden. */
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

/** Mean angle between a picture and a look that goes evenly from one direction to another, radians. */
function meanAngle(displayed: Look, from: Look, to: Look): number {
  const yaw = wrapAngle(to.yaw - from.yaw);
  const pitch = to.pitch - from.pitch;
  let sum = 0;
  for (let moment = 0; moment < moments; moment++) {
    const share = (moment + 0.5) / moments;
    sum += angleBetween(displayed, { yaw: from.yaw + yaw * share, pitch: from.pitch + pitch * share });
  }
  return sum / moments;
}
