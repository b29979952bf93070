import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Logger } from 'pino';

export interface AnnouncedAddressesOptions {
  /** IP addresses and host names. */
  names: readonly string[];
  logger: Logger;
  /** The IP addresses of a host name; rejects when there are none. The system's resolver by default. */
  resolveName?: (name: string) => Promise<string[]>;
}

/** Milliseconds for which a viewer waits for a resolver that does not answer. */
const patience = 2_000;

/**
 * Addresses that browsers are told beside those of this machine: those of a router, a load balancer or a
 * container's host. Host names are resolved each time, because addresses behind them change, and to IP
 * addresses, because Firefox ignores candidates with names.
 */
export class AnnouncedAddresses {
  readonly #options: AnnouncedAddressesOptions;
  /** Lookups under way, shared by viewers who come at once. */
  readonly #lookups = new Map<string, Promise<string[]>>();
  /** Names that failed the last time: each is logged once until it works again. */
  readonly #failing = new Set<string>();

  constructor(options: AnnouncedAddressesOptions) {
    this.#options = options;
  }

  /** IP addresses, each once, in the order of the names. A name that cannot be resolved is left out. */
  async resolve(): Promise<string[]> {
    const found = await Promise.all(
      this.#options.names.map((name) => (isIP(name) ? [name] : this.#resolve(name))),
    );
    return [...new Set(found.flat())];
  }

  #resolve(name: string): Promise<string[]> {
    const known = this.#lookups.get(name);
    if (known !== undefined) return known;
    const lookup = this.#look(name).finally(() => this.#lookups.delete(name));
    this.#lookups.set(name, lookup);
    return lookup;
  }

  async #look(name: string): Promise<string[]> {
    const { logger, resolveName = systemLookup } = this.#options;
    try {
      const ips = await orTimeout(resolveName(name));
      if (this.#failing.delete(name)) logger.info({ name }, 'The announced host name can be resolved again');
      return ips;
    } catch (error) {
      const known = this.#failing.has(name);
      this.#failing.add(name);
      if (!known) {
        logger.warn(
          { name, err: error },
          'The announced host name cannot be resolved and is left out; check --announced-address and DNS',
        );
      }
      return [];
    }
  }
}

async function systemLookup(name: string): Promise<string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address);
}

async function orTimeout<T>(promise: Promise<T>): Promise<T> {
  const { promise: expired, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${patience} ms`)), patience);
  try {
    return await Promise.race([promise, expired]);
  } finally {
    clearTimeout(timer);
  }
}
