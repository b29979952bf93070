/** Milliseconds between pings. */
const pingInterval = 1_000;
/** Timeouts in milliseconds: without any message from the server, and without an answer to a ping. */
const patience = { silent: 5_500, unanswered: 7_000 } as const;
/** Milliseconds between beats beyond which the page itself was suspended, and the server's time to answer then. */
const sleep = { least: 2_500, grace: 2_500 } as const;

/** The action due: send a ping, do nothing, or treat the connection as dead. */
export type Beat = 'ping' | 'wait' | 'dead';

/**
 * Finds out that a connection is dead although nobody closed it: a cable that was pulled, a NAT that forgot, a
 * laptop that slept. TCP itself says so after a quarter of an hour. Time in which the page did not run counts
 * for nothing. Milliseconds on a clock that never goes back.
 */
export class Heartbeat {
  #pingedAt = Number.NEGATIVE_INFINITY;
  #heardAt: number;
  #answeredAt: number;
  #beatAt: number;

  constructor(now: number) {
    this.#heardAt = now;
    this.#answeredAt = now;
    this.#beatAt = now;
  }

  /** Something came from the server. */
  heard(now: number): void {
    this.#heardAt = now;
  }

  /** The answer to a ping came. */
  answered(now: number): void {
    this.#heardAt = now;
    this.#answeredAt = now;
  }

  /** To be called several times a second. */
  beat(now: number): Beat {
    if (now - this.#beatAt >= sleep.least) {
      // Messages that arrived meanwhile are not handled yet, so the server's time to answer begins now.
      this.#heardAt = Math.max(this.#heardAt, now - patience.silent + sleep.grace);
      this.#answeredAt = Math.max(this.#answeredAt, now - patience.unanswered + sleep.grace);
      this.#pingedAt = Number.NEGATIVE_INFINITY;
    }
    this.#beatAt = now;
    if (now - this.#heardAt >= patience.silent || now - this.#answeredAt >= patience.unanswered)
      return 'dead';
    if (now - this.#pingedAt < pingInterval) return 'wait';
    this.#pingedAt = now;
    return 'ping';
  }
}
