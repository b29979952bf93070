/** Milliseconds on a clock that never goes back. */
export type Clock = () => number;

/**
 * A token bucket: lets `burst` through at once and `perSecond` in the long run.
 * Time comes from outside, so that a test decides it.
 */
export class RateLimit {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #clock: Clock;
  #tokens: number;
  #filled: number;

  constructor(options: { perSecond: number; burst: number; clock?: Clock }) {
    this.#perSecond = options.perSecond;
    this.#burst = options.burst;
    this.#clock = options.clock ?? (() => performance.now());
    this.#tokens = options.burst;
    this.#filled = this.#clock();
  }

  /** Takes `cost` tokens; false, and nothing taken, when there are not so many. */
  take(cost = 1): boolean {
    const now = this.#clock();
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#filled) * this.#perSecond) / 1000);
    this.#filled = now;
    if (this.#tokens < cost) return false;
    this.#tokens -= cost;
    return true;
  }
}
