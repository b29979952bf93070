/** Weight of a new interval in the running mean. */
const weight = 0.2;
/**
 * Bounds in milliseconds of a display frame's interval. A longer one is a stall, which cannot be predicted.
 */
const shortest = 4;
const longest = 60;

/** Predicts for how long a display frame stays on the screen, from the last ones. Milliseconds. */
export class DisplayPace {
  /** 60 Hz until intervals were measured. */
  #period = 1000 / 60;
  #last: number | undefined;

  /** A display frame begins at `time`. */
  frame(time: number): void {
    const passed = time - (this.#last ?? time - this.#period);
    this.#last = time;
    this.#period += (Math.max(shortest, Math.min(longest, passed)) - this.#period) * weight;
  }

  get period(): number {
    return this.#period;
  }
}
