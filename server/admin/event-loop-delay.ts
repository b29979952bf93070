import { monitorEventLoopDelay } from 'node:perf_hooks';

/**
 * How late the timers of the main thread fire, in milliseconds, since the last reset: what a message or a timer waits for
 * others' work. A timer fires every `resolution` milliseconds. Node's histogram holds the times between two firings, of
 * which the resolution itself is no delay (https://github.com/nodejs/node/issues/34661).
 */
export class EventLoopDelay {
  readonly #resolution: number;
  readonly #histogram: ReturnType<typeof monitorEventLoopDelay>;

  /** @param resolution Milliseconds between two firings, at least 1. The timer costs processor time at low values. */
  constructor(resolution: number) {
    this.#resolution = resolution;
    this.#histogram = monitorEventLoopDelay({ resolution });
    this.#histogram.enable();
  }

  /** @param percent 0 < percent <= 100. */
  percentile(percent: number): number {
    return this.#lateness(this.#histogram.percentile(percent));
  }

  get maximum(): number {
    return this.#lateness(this.#histogram.max);
  }

  reset(): void {
    this.#histogram.reset();
  }

  close(): void {
    this.#histogram.disable();
  }

  #lateness(nanoseconds: number): number {
    return Math.max(0, nanoseconds / 1e6 - this.#resolution);
  }
}
