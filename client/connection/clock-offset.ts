interface ClockSample {
  roundTrip: number;
  offset: number;
}

/**
 * Remembered answers to pings. At one ping a second, clocks drift by far less than a round trip within that
 * time.
 */
const capacity = 32;

/**
 * Estimates how far the server's clock is ahead of the page's, from pings: each direction is assumed to take half
 * a round trip. Of the newest answers the fastest is used, because delays make the two directions unequal (the
 * clock filter of NTP, RFC 5905, section 10). The error is at most half of that round trip. Milliseconds.
 */
export class ClockOffset {
  readonly #samples: ClockSample[] = [];

  /**
   * Takes the answer to a ping. `sentAt` and `receivedAt` are on the page's clock, `serverTime` on the
   * server's.
   */
  answered(sentAt: number, receivedAt: number, serverTime: number): void {
    if (!(receivedAt >= sentAt)) return;
    this.#samples.push({ roundTrip: receivedAt - sentAt, offset: serverTime - (sentAt + receivedAt) / 2 });
    if (this.#samples.length > capacity) this.#samples.shift();
  }

  /** Server time minus page time; undefined before the first answer. */
  get offset(): number | undefined {
    let best: ClockSample | undefined;
    for (const sample of this.#samples) {
      if (!best || sample.roundTrip <= best.roundTrip) best = sample;
    }
    return best?.offset;
  }

  /** Converts a time of the server to the page's clock. */
  toPage(serverTime: number): number | undefined {
    const { offset } = this;
    return offset === undefined ? undefined : serverTime - offset;
  }
}
