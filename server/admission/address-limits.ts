import { type Clock, RateLimit } from '../rate-limit.ts';
import { addressKey } from './client-address.ts';

/**
 * Requests that cost something before the client is authenticated, with the token bucket of one address: `burst`
 * at once and `perSecond` in the long run. Sized for thirty people behind one address who open a room together.
 */
export const addressRates = {
  /** Created rooms. Each one costs most of a second of the main thread. */
  rooms: { burst: 10, perSecond: 0.1 },
  /** Seat reservations, and reconnections after a drop. */
  joins: { burst: 120, perSecond: 4 },
  /** WebSocket upgrades. */
  upgrades: { burst: 120, perSecond: 4 },
  /** Pictures of rooms and worlds. */
  pictures: { burst: 300, perSecond: 30 },
  /** Previews of rooms that are not made yet: each takes seconds of a core where nobody asked for it before. */
  previews: { burst: 20, perSecond: 0.25 },
  /** Downloads of exports and recordings: the server checks a signature for each. */
  downloads: { burst: 60, perSecond: 1 },
  /** Reports of /health. */
  health: { burst: 120, perSecond: 10 },
  /** Any other REST call. */
  calls: { burst: 600, perSecond: 60 },
} as const;
export type RateKind = keyof typeof addressRates;

/** Most addresses that are remembered; the one that asked least recently is forgotten. */
const mostAddresses = 10_000;

/** Token buckets for each address and kind of request, in a map of bounded size. */
export class AddressLimits {
  readonly #scale: number;
  readonly #rooms: number;
  readonly #clock: Clock | undefined;
  readonly #buckets = new Map<string, Map<RateKind, RateLimit>>();

  /** `scale` multiplies every rate, 0 lifts them; `rooms` is the burst of rooms, 0 lifts that. */
  constructor(options: { scale: number; rooms?: number; clock?: Clock }) {
    this.#scale = options.scale;
    this.#rooms = options.rooms ?? addressRates.rooms.burst;
    this.#clock = options.clock;
  }

  /** Counts one request of `address`. Returns 0 if it is allowed, else the milliseconds until one is allowed. */
  take(kind: RateKind, address: string | undefined): number {
    if (this.#scale === 0 || (kind === 'rooms' && this.#rooms === 0)) return 0;
    const bucket = this.#bucket(kind, addressKey(address));
    return bucket.take() ? 0 : bucket.wait();
  }

  get size(): number {
    return this.#buckets.size;
  }

  #bucket(kind: RateKind, key: string): RateLimit {
    const buckets = this.#buckets.get(key) ?? new Map<RateKind, RateLimit>();
    // A map iterates in insertion order: the first entry was used least recently.
    this.#buckets.delete(key);
    this.#buckets.set(key, buckets);
    if (this.#buckets.size > mostAddresses) {
      const [oldest] = this.#buckets.keys();
      this.#buckets.delete(oldest);
    }
    let bucket = buckets.get(kind);
    if (bucket === undefined) {
      const { burst, perSecond } = addressRates[kind];
      const most = kind === 'rooms' ? this.#rooms : burst;
      bucket = new RateLimit({
        burst: Math.max(1, most * this.#scale),
        perSecond: perSecond * this.#scale,
        clock: this.#clock,
      });
      buckets.set(kind, bucket);
    }
    return bucket;
  }
}
