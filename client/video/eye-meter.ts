import type { Vector3 } from '../../shared/geometry/camera.ts';

/** Sums since the page was opened; the difference of two readings gives the mean between them. */
export interface EyeTotals {
  /** Integral over time of the distance between the player's eye and that of the displayed picture, metres times milliseconds. */
  distance: number;
  /** Measured time, milliseconds. */
  time: number;
}

/** Milliseconds without a display frame after which measuring pauses. */
const longestPause = 500;

/** Measures how far the displayed picture's eye is from the player's, in the mean over time, as LookMeter does for the direction. */
export class EyeMeter {
  readonly #totals: EyeTotals = { distance: 0, time: 0 };
  #last: { time: number; eye: Vector3; displayed: Vector3 } | undefined;

  /** At a display frame (milliseconds): the player's eye, and the one displayed from now on. */
  displays(displayed: Vector3, eye: Vector3, time: number): void {
    const last = this.#last;
    const passed = last ? time - last.time : 0;
    if (last && passed > 0 && passed < longestPause) {
      // The picture stood while the eye moved on from there.
      const middle = {
        x: (last.eye.x + eye.x) / 2,
        y: (last.eye.y + eye.y) / 2,
        z: (last.eye.z + eye.z) / 2,
      };
      this.#totals.distance += distanceBetween(last.displayed, middle) * passed;
      this.#totals.time += passed;
    }
    this.#last = { time, eye, displayed };
  }

  /** Pauses: nothing is displayed, or the page is hidden. */
  pause(): void {
    this.#last = undefined;
  }

  get totals(): EyeTotals {
    return { ...this.#totals };
  }
}

export function distanceBetween(a: Vector3, b: Vector3): number {
  return Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z);
}
