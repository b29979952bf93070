/** Milliseconds over which events are counted. */
const span = 2_000;

/** Counts events a second over the last two seconds. */
export class RateMeter {
  readonly #times: number[] = [];

  add(time: number): void {
    this.#times.push(time);
    this.#drop(time);
  }

  /** Events a second up to `now` (milliseconds, on the clock of {@link RateMeter.add}). */
  rate(now: number): number {
    this.#drop(now);
    const covered = this.#times.length > 0 ? now - this.#times[0] : 0;
    // A new meter divides by its own time and not by the whole span.
    return this.#times.length < 2 ? 0 : ((this.#times.length - 1) * 1000) / Math.max(covered, 1);
  }

  #drop(now: number): void {
    while (this.#times.length > 0 && this.#times[0] < now - span) this.#times.shift();
  }
}
