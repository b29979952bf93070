/** Milliseconds between pings. */
const pingInterval = 1_000;
/** Timeouts in milliseconds: without any message from the server, and without an answer to a ping. */
const patience = { silent: 5_500, unanswered: 7_000 } as const;
/**
 * Milliseconds: a gap between beats that shows that the page was suspended, and the grace period for the
 * server after it.
 */
const sleep = { least: 2_500, grace: 2_500 } as const;

/** The next action: send a ping, do nothing, or treat the connection as dead. */
export type Beat = 'ping' | 'wait' | 'dead';

/**
 * Detects a dead connection that nobody closed: a pulled cable, an expired NAT entry, a suspended computer.
 * TCP reports such a connection only after about a quarter of an hour. Time in which the page was suspended
 * does not count. Milliseconds on a monotonic clock.
 */
export class Heartbeat {
  #pingedAt = Number.NEGATIVE_INFINITY;
  #receivedAt: number;
  #answeredAt: number;
  #beatAt: number;

  constructor(now: number) {
    this.#receivedAt = now;
    this.#answeredAt = now;
    this.#beatAt = now;
  }

  /** Any message came from the server. */
  received(now: number): void {
    this.#receivedAt = now;
  }

  /** The answer to a ping came. */
  answered(now: number): void {
    this.#receivedAt = now;
    this.#answeredAt = now;
  }

  /** To be called several times a second. */
  beat(now: number): Beat {
    if (now - this.#beatAt >= sleep.least) {
      // Messages that arrived meanwhile are not handled yet, so the server's time to answer begins now.
      this.#receivedAt = Math.max(this.#receivedAt, now - patience.silent + sleep.grace);
      this.#answeredAt = Math.max(this.#answeredAt, now - patience.unanswered + sleep.grace);
      this.#pingedAt = Number.NEGATIVE_INFINITY;
    }
    this.#beatAt = now;
    if (now - this.#receivedAt >= patience.silent || now - this.#answeredAt >= patience.unanswered)
      return 'dead';
    if (now - this.#pingedAt < pingInterval) return 'wait';
    this.#pingedAt = now;
    return 'ping';
  }
}
