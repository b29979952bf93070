import { type Clock, RateLimit } from '../../rate-limit.ts';

export type Kind =
  | 'input'
  | 'media'
  | 'ping'
  | 'host'
  | 'chat'
  | 'record'
  | 'camera'
  | 'steer'
  | 'controls'
  | 'sketch'
  | 'map'
  | 'emote'
  | 'block'
  | 'visibility'
  | 'other';

/** Messages that a person causes, and not the page by itself. */
export const personalKinds: ReadonlySet<Kind> = new Set([
  'host',
  'chat',
  'record',
  'controls',
  'sketch',
  'emote',
  'block',
]);

/** What to do with a message: take it, refuse it (and say so at most so often), or end the connection. */
export type Verdict = 'take' | 'refuse' | 'refuse-quietly' | 'close';

/** Offences that a client may make at once, and that are forgiven every second. */
const offenceBurst = 30;
const offencesForgiven = 2;
/** Notices that tell a client of its offences, at once and per second. */
const noticeBurst = 5;
const noticesPerSecond = 1;

/**
 * How one client behaves. Each kind of message has its own rate; a message over it, or one that is
 * malformed, is an offence. Whoever goes on after about thirty of them is closed. It survives a
 * reconnection, so that dropping the line clears nothing.
 */
export class Conduct {
  readonly #rates: Record<Kind, RateLimit>;
  readonly #offences: RateLimit;
  readonly #notices: RateLimit;
  /** Messages refused so far. */
  refused = 0;

  /** `rate` is the world's ticks per second: inputs come once a tick, or with every frame of a 60 Hz screen. */
  constructor(rate: number, clock?: Clock) {
    this.#rates = {
      input: new RateLimit({ perSecond: 2 * rate + 40, burst: 2 * rate + 40, clock }),
      // A wall of nine views takes eighteen requests to open, and nine to close.
      media: new RateLimit({ perSecond: 10, burst: 80, clock }),
      ping: new RateLimit({ perSecond: 5, burst: 10, clock }),
      host: new RateLimit({ perSecond: 1, burst: 10, clock }),
      chat: new RateLimit({ perSecond: 0.5, burst: 5, clock }),
      record: new RateLimit({ perSecond: 0.5, burst: 6, clock }),
      camera: new RateLimit({ perSecond: 0.5, burst: 6, clock }),
      steer: new RateLimit({ perSecond: 40, burst: 40, clock }),
      controls: new RateLimit({ perSecond: 4, burst: 20, clock }),
      sketch: new RateLimit({ perSecond: 0.2, burst: 4, clock }),
      map: new RateLimit({ perSecond: 0.5, burst: 10, clock }),
      emote: new RateLimit({ perSecond: 0.5, burst: 4, clock }),
      block: new RateLimit({ perSecond: 0.5, burst: 10, clock }),
      visibility: new RateLimit({ perSecond: 2, burst: 20, clock }),
      other: new RateLimit({ perSecond: 1, burst: 5, clock }),
    };
    this.#offences = new RateLimit({ perSecond: offencesForgiven, burst: offenceBurst, clock });
    this.#notices = new RateLimit({ perSecond: noticesPerSecond, burst: noticeBurst, clock });
  }

  /** Whether a message of this kind comes in time. */
  admit(kind: Kind): Verdict {
    return this.#rates[kind].take() ? 'take' : this.offend();
  }

  /** Counts an offence. */
  offend(cost = 1): Verdict {
    this.refused++;
    if (!this.#offences.take(cost)) return 'close';
    return this.#notices.take() ? 'refuse' : 'refuse-quietly';
  }
}
