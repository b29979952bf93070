import { addressKey } from './client-address.ts';

/** Counts what each address holds at one time, such as open connections. Forgets an address that holds nothing. */
export class AddressCounts {
  readonly #most: number;
  readonly #held = new Map<string, number>();

  /** Most that one address may hold; 0 lifts the limit. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Takes one for `address`. Returns a function that gives it back once; undefined at the limit. */
  take(address: string | undefined): (() => void) | undefined {
    if (this.isFull(address)) return undefined;
    const key = addressKey(address);
    this.#held.set(key, (this.#held.get(key) ?? 0) + 1);
    let given = false;
    return () => {
      if (given) return;
      given = true;
      const left = (this.#held.get(key) ?? 1) - 1;
      if (left > 0) this.#held.set(key, left);
      else this.#held.delete(key);
    };
  }

  isFull(address: string | undefined): boolean {
    return this.#most > 0 && this.heldBy(address) >= this.#most;
  }

  heldBy(address: string | undefined): number {
    return this.#held.get(addressKey(address)) ?? 0;
  }

  /** Addresses that hold something. */
  get size(): number {
    return this.#held.size;
  }
}
