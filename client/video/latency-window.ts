/** Quantiles in milliseconds; undefined if nothing was measured yet. */
export interface Quantiles {
  p50: number | undefined;
  p95: number | undefined;
}

/** The newest durations, in milliseconds, and their quantiles. */
export class LatencyWindow {
  readonly #capacity: number;
  readonly #values: number[] = [];
  #count = 0;

  /** Keeps the newest `capacity` values. */
  constructor(capacity = 120) {
    this.#capacity = capacity;
  }

  add(milliseconds: number): void {
    this.#values.push(milliseconds);
    this.#count++;
    if (this.#values.length > this.#capacity) this.#values.shift();
  }

  /**
   * Number of all durations ever added, and those in the window, oldest first, so that a reader can skip
   * those it has seen.
   */
  get readings(): { count: number; newest: readonly number[] } {
    return { count: this.#count, newest: [...this.#values] };
  }

  /** The quantile `q` (0 to 1) of the window; undefined while it is empty. */
  quantile(q: number): number | undefined {
    if (this.#values.length === 0) return undefined;
    const sorted = [...this.#values].sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
  }

  get quantiles(): Quantiles {
    return { p50: this.quantile(0.5), p95: this.quantile(0.95) };
  }

  clear(): void {
    this.#values.length = 0;
  }
}
