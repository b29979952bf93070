/** Milliseconds on a monotonic clock. */
export type Clock = () => number;

/**
 * A token bucket: admits `burst` at once and `perSecond` in the long run. Takes its clock as a parameter, so
 * that tests control the time.
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

  /** Takes `cost` tokens. Returns false, and takes none, if there are too few. */
  take(cost = 1): boolean {
    this.#fill();
    if (this.#tokens < cost) return false;
    this.#tokens -= cost;
    return true;
  }

  /** Milliseconds until `cost` tokens are available, if nobody else takes any; 0 if they are now. */
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
