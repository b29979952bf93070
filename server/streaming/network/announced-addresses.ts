import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Logger } from 'pino';

export interface AnnouncedAddressesOptions {
  /** IP addresses and host names. */
  names: readonly string[];
  logger: Logger;
  /** Resolves a host name to IP addresses. Rejects if there are none. The system's resolver by default. */
  resolveName?: (name: string) => Promise<string[]>;
}

/** Milliseconds that a viewer waits for the resolver. */
const resolveTimeout = 2_000;

/**
 * Addresses that browsers are offered in addition to those of this machine, for example of a router, a load
 * balancer or a container's host. Host names are resolved for each viewer because their addresses change.
 * Browsers get IP addresses because Firefox ignores candidates with names.
 */
export class AnnouncedAddresses {
  readonly #options: AnnouncedAddressesOptions;
  /** Lookups in progress, shared by viewers who connect at the same time. */
  readonly #lookups = new Map<string, Promise<string[]>>();
  /** Names whose last lookup failed. A failure is logged once until the name resolves again. */
  readonly #failing = new Set<string>();

  constructor(options: AnnouncedAddressesOptions) {
    this.#options = options;
  }

  /** Unique IP addresses in the order of the names. Names that cannot be resolved are left out. */
  async resolve(): Promise<string[]> {
    const found = await Promise.all(
      this.#options.names.map((name) => (isIP(name) ? [name] : this.#resolve(name))),
    );
    return [...new Set(found.flat())];
  }

  #resolve(name: string): Promise<string[]> {
    const known = this.#lookups.get(name);
    if (known !== undefined) return known;
    const lookup = this.#lookUp(name).finally(() => this.#lookups.delete(name));
    this.#lookups.set(name, lookup);
    return lookup;
  }

  async #lookUp(name: string): Promise<string[]> {
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
  const timer = setTimeout(() => reject(new Error(`no answer within ${resolveTimeout} ms`)), resolveTimeout);
  try {
    return await Promise.race([promise, expired]);
  } finally {
    clearTimeout(timer);
  }
}
