import { type ClientMessageKind, clientMessages } from '../../../shared/protocol/client-messages.ts';
import { type Clock, RateLimit } from '../../rate-limit.ts';

/** What to do with a message: take it, refuse it (and say so at most so often), or end the connection. */
export type Verdict = 'take' | 'refuse' | 'refuse-quietly' | 'close';

/** Offences that a client may make at once, and that are forgiven every second. */
const offenceBurst = 30;
const offencesForgiven = 2;
/** Notices that tell a client of its offences, at once and per second. */
const noticeBurst = 5;
const noticesPerSecond = 1;

/**
 * The rate limits of one client: a token bucket for each kind of message. A message over its rate, or one that is
 * malformed, is an offence. After about thirty offences the connection is to be closed. The limits survive a
 * reconnection, so that a client clears nothing by dropping its connection.
 */
export class MessageLimits {
  readonly #rates: ReadonlyMap<string, RateLimit>;
  readonly #offences: RateLimit;
  readonly #notices: RateLimit;
  /** Messages refused so far. */
  refused = 0;

  /** `rate` is the world's ticks per second, `kinds` the table of messages. */
  constructor(
    rate: number,
    clock?: Clock,
    kinds: Readonly<Record<string, Pick<ClientMessageKind, 'rate'>>> = clientMessages,
  ) {
    const limitOf = ({ perSecond, burst, perTick = 0 }: ClientMessageKind['rate']) =>
      new RateLimit({ perSecond: perSecond + perTick * rate, burst: burst + perTick * rate, clock });
    this.#rates = new Map(Object.entries(kinds).map(([name, kind]) => [name, limitOf(kind.rate)]));
    this.#offences = new RateLimit({ perSecond: offencesForgiven, burst: offenceBurst, clock });
    this.#notices = new RateLimit({ perSecond: noticesPerSecond, burst: noticeBurst, clock });
  }

  /** Whether a message of this kind is within its rate. */
  admit(name: string): Verdict {
    return this.#rates.get(name)?.take() ? 'take' : this.offend();
  }

  /** Counts an offence. */
  offend(cost = 1): Verdict {
    this.refused++;
    if (!this.#offences.take(cost)) return 'close';
    return this.#notices.take() ? 'refuse' : 'refuse-quietly';
  }
}
