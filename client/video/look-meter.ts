import { wrapAngle } from '../../shared/geometry/camera.ts';
import { angleBetween, type Look } from '../../shared/geometry/look.ts';

/** Sums since the page was opened; the difference of two readings gives the mean between them. */
export interface LookTotals {
  /**
   * Integral over time of the angle between the player's direction and the displayed one, radians times
   * milliseconds.
   */
  angle: number;
  /** Measured time, milliseconds. */
  time: number;
}

/** Time constant in milliseconds of the recent mean. */
const memory = 1_000;
/** Milliseconds without a display frame after which measuring pauses. */
const longestPause = 500;
/** Sampling points per interval. */
const moments = 8;

/**
 * Measures the mean angle between the player's direction and the displayed one over time. A picture counts
 * for as long as it is displayed; the player is assumed to turn at constant speed meanwhile.
 */
export class LookMeter {
  readonly #totals: LookTotals = { angle: 0, time: 0 };
  #recent: number | undefined;
  #last: { time: number; looked: Look; displayed: Look } | undefined;

  /** At a display frame (milliseconds): the player's direction, and the one displayed from now on. */
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

  /** Pauses: nothing is displayed, or the page is hidden. */
  pause(): void {
    this.#last = undefined;
  }

  get totals(): LookTotals {
    return { ...this.#totals };
  }

  /** Mean over about the last second, radians; undefined before the second display frame. */
  get recent(): number | undefined {
    return this.#recent;
  }
}

/** Mean angle between the displayed direction and one that moves evenly between two directions, radians. */
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
