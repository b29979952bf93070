import type { Logger } from 'pino';

/** Tells of the addresses that media are served at when they change, and of each only once. */
export class AddressLog {
  readonly #logger: Pick<Logger, 'info' | 'warn'>;
  #present: ReadonlySet<string> | undefined;
  /** Addresses that could not be bound the last time. */
  readonly #unusable = new Set<string>();

  constructor(logger: Pick<Logger, 'info' | 'warn'>) {
    this.#logger = logger;
  }

  /** These are the addresses now. */
  present(ips: readonly string[]): void {
    const before = this.#present;
    this.#present = new Set(ips);
    if (before === undefined) return;
    for (const ip of before) {
      if (this.#present.has(ip)) continue;
      this.#unusable.delete(ip);
      this.#logger.warn({ address: ip }, 'An address of this machine is gone; viewers use the others');
    }
    for (const ip of ips) {
      if (!before.has(ip))
        this.#logger.info({ address: ip }, 'Viewers can use a new address of this machine');
    }
  }

  /** An address is there but cannot be bound. */
  unusable(ip: string, error: unknown): void {
    if (this.#unusable.has(ip)) return;
    this.#unusable.add(ip);
    this.#logger.warn(
      { address: ip, err: error },
      'Media cannot be served at an address; viewers use the others',
    );
  }

  usable(ips: readonly string[]): void {
    for (const ip of ips) this.#unusable.delete(ip);
  }
}
