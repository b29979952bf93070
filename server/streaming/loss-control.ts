/** What a receiver says of its line, about once a second. */
export interface LineReport {
  /** Share of packets that were lost since the last report, 0 to 1; those that were sent again count as lost. */
  lost: number;
  /** Milliseconds there and back. Undefined until it is known. */
  roundTrip: number | undefined;
}

/** The newest report's weight in the running mean of losses. */
const newest = 0.5;
/** Mean losses from which a stream is protected, and below which it may go back. */
const enter = 0.06;
const leave = 0.02;
/**
 * Milliseconds there and back from which a stream is protected. On a shorter way a lost packet is sent again before the
 * next frame is due.
 */
const leastRoundTrip = 80;
/**
 * Milliseconds without losses before a stream goes back, at first and at most. They double when losses come back within
 * {@link relapse}, as they do on a line that is too narrow for the stream.
 */
const hold = { first: 10_000, most: 160_000 };
const relapse = 60_000;
/** The losses that frames are protected against: those of a burst are more than the mean says. */
const bounds = { least: 0.1, most: 0.35 };

/** Decides from the reports of one receiver whether a stream is protected against losses. */
export class LossControl {
  #mean = 0;
  #protecting = false;
  #hold = hold.first;
  /** When losses were last seen while protecting, and when protecting ended. Milliseconds on any clock. */
  #lossy = Number.NEGATIVE_INFINITY;
  #left = Number.NEGATIVE_INFINITY;

  /** Share of lost packets that the stream is protected against; 0 while it is not. */
  get protection(): number {
    return this.#protecting ? Math.min(bounds.most, Math.max(bounds.least, this.#mean)) : 0;
  }

  /** `at`: milliseconds on any clock. */
  report({ lost, roundTrip }: LineReport, at: number): void {
    this.#mean += newest * (lost - this.#mean);
    if (!this.#protecting) {
      if (this.#mean < enter || (roundTrip ?? 0) < leastRoundTrip) return;
      this.#protecting = true;
      this.#hold = at - this.#left < relapse ? Math.min(2 * this.#hold, hold.most) : hold.first;
      this.#lossy = at;
      return;
    }
    if (this.#mean >= leave) this.#lossy = at;
    if (at - this.#lossy < this.#hold) return;
    this.#protecting = false;
    this.#left = at;
  }
}
