/**
 * Times are milliseconds on one clock. `lead` is how long before the arrival of a tick's state the
 * devices are sampled for that tick.
 */
export const phaseLimits = {
  /** Lead at the start, as a share of the period. */
  initialLead: 0.3,
  /** Added to the lead when an input came too late for its tick. */
  stepBack: 6,
  /** Taken off the lead with every tick: most, and least. */
  fastest: 1,
  slowest: 0.03,
  /** The slowest pace follows an input that was too late; every tick without one makes it this much faster. */
  acceleration: 1.02,
  /** Share of a state's early or late arrival that moves the estimate. */
  smoothing: 0.2,
} as const;

/**
 * Finds the moment in each tick at which sampling the devices is best: as late as possible, so that
 * the input is new, but in time for the room's next tick. Two samples in one tick would lose what the
 * pointer moved in the first, and none would repeat the one before.
 *
 * It creeps towards the tick until a state comes that acknowledges nothing new, then steps back. It
 * needs neither the clock of the room nor the round trip time.
 */
export class TickPhase {
  readonly #period: number;
  #lead: number;
  /** When the state of the newest tick should have arrived. */
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
   * The state of a tick arrived at `time`; `acknowledged` is the newest input in it. Gives the time
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
