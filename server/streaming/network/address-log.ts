import type { Logger } from 'pino';

/** Logs each change of the addresses at which media are served once. */
export class AddressLog {
  readonly #logger: Pick<Logger, 'info' | 'warn'>;
  #present: ReadonlySet<string> | undefined;
  /** Addresses that could not be bound at the last attempt. */
  readonly #unusable = new Set<string>();

  constructor(logger: Pick<Logger, 'info' | 'warn'>) {
    this.#logger = logger;
  }

  /** Reports the current addresses of the machine. */
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

  /** Reports an address that the machine has but that could not be bound. */
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
