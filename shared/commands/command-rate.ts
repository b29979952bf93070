/**
 * When a body that takes so many commands a second takes the next one: the generic cell rate algorithm (ITU-T I.371), which
 * holds to the rate over time, and lets a command come half a period early, because senders jitter.
 */
export class CommandRate {
  readonly #period: number;
  #expected = Number.NEGATIVE_INFINITY;

  /** Commands a second. */
  constructor(rate: number) {
    this.#period = 1000 / rate;
  }

  /** When a command that came at `now` is taken, milliseconds; it counts as taken then. */
  take(now: number): number {
    const at = this.next(now);
    this.#expected = Math.max(at, this.#expected) + this.#period;
    return at;
  }

  /** The same without taking one. */
  next(now: number): number {
    return Math.max(now, this.#expected - this.#period / 2);
  }
}
