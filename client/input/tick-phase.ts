/**
 * Times are milliseconds on one clock. `lead` is the time from sampling the devices for a tick to the arrival
 * of that tick's state.
 */
export const phaseLimits = {
  /** Lead at the start, as a share of the period. */
  initialLead: 0.3,
  /** Added to the lead after an input came too late for its tick. */
  stepBack: 6,
  /** Subtracted from the lead at every tick: most, and least. */
  fastest: 1,
  slowest: 0.03,
  /** After a late input the pace is slowest; every tick without one multiplies it by this. */
  acceleration: 1.02,
  /** Share of a state's early or late arrival by which the estimate moves. */
  smoothing: 0.2,
} as const;

/**
 * Finds the best time in each tick for sampling the devices: as late as possible, so that the input is new,
 * but early enough for the room's next tick. Two samples in one tick would lose the first one's pointer
 * movement, and a tick without a sample would repeat the one before.
 *
 * The lead shrinks slowly until a state acknowledges nothing new, then it steps back. It needs neither the
 * room's clock nor the round trip time.
 */
export class TickPhase {
  readonly #period: number;
  #lead: number;
  /** Expected arrival of the newest tick's state. */
  #expected: number | undefined;
  #acknowledged = 0;
  #pace: number = phaseLimits.fastest;

  /** `period` is the time from one tick to the next. */
  constructor(period: number) {
    this.#period = period;
    this.#lead = period * phaseLimits.initialLead;
  }

  get lead(): number {
    return this.#lead;
  }

  /**
   * Takes the arrival of a tick's state at `time`; `acknowledged` is the newest input in it. Returns the time
   * of the next sample.
   */
  ticked(time: number, acknowledged: number): number {
    const late = acknowledged > 0 && acknowledged === this.#acknowledged;
    this.#acknowledged = acknowledged;
    if (late) {
      this.#lead += phaseLimits.stepBack;
      this.#pace = phaseLimits.slowest;
    } else {
      this.#lead -= this.#pace;
      this.#pace = Math.min(phaseLimits.fastest, this.#pace * phaseLimits.acceleration);
    }
    // A lead of a whole period is the same moment of the tick before.
    this.#lead = ((this.#lead % this.#period) + this.#period) % this.#period;
    const expected = this.#expected === undefined ? time : this.#expected + this.#period;
    const error = time - expected;
    this.#expected = Math.abs(error) > this.#period / 2 ? time : expected + error * phaseLimits.smoothing;
    return this.#expected + this.#period - this.#lead;
  }
}
