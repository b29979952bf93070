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
    this.#fill();
    if (this.#tokens < cost) return false;
    this.#tokens -= cost;
    return true;
  }

  /** Milliseconds until `cost` tokens can be taken, when nobody else takes any; 0 when they can be now. */
  wait(cost = 1): number {
    this.#fill();
    return (Math.max(0, cost - this.#tokens) * 1000) / this.#perSecond;
  }

  #fill(): void {
    const now = this.#clock();
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#filled) * this.#perSecond) / 1000);
    this.#filled = now;
  }
}
