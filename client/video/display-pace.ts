/** Share of a new interval in the running mean. */
const weight = 0.2;
/** Milliseconds: a display frame takes at least and at most so long; more is a stall, which nothing foretells. */
const shortest = 4;
const longest = 60;

/** How long one picture stands on the screen until the next, as the last display frames were. Milliseconds. */
export class DisplayPace {
  /** Before anything is known, a screen of 60 Hz. */
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
