/**
 * A small seeded generator, sfc32 (Chris Doty-Humphrey, PractRand), seeded by splitmix32. The same seed gives
 * the same numbers on every machine.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** `seed` is taken modulo 2^53; any finite number is valid. */
  constructor(seed: number) {
    const low = Math.trunc(seed) >>> 0;
    const high = Math.trunc(seed / 2 ** 32) >>> 0;
    this.#a = scramble(low);
    this.#b = scramble(low ^ 0x9e3779b9);
    this.#c = scramble(high + 0x7f4a7c15);
    for (let i = 0; i < 12; i++) this.next();
  }

  /** A generator that depends on whole numbers alone, such as a seed and a place; the order of keys counts. */
  static keyed(...keys: readonly number[]): Random {
    let low = 0;
    let high = 0x85ebca6b;
    for (const key of keys) {
      low = scramble(low ^ Math.trunc(key));
      high = scramble(high ^ Math.trunc(key / 2 ** 32) ^ low);
    }
    return new Random((high & 0x1fffff) * 2 ** 32 + (low >>> 0));
  }

  /** Uniform in [0, 1). */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return (sum >>> 0) / 2 ** 32;
  }

  /** Uniform whole number in [0, n). */
  integer(n: number): number {
    return Math.floor(this.next() * n);
  }

  /** Uniform in [a, b). */
  range(a: number, b: number): number {
    return a + (b - a) * this.next();
  }

  /** One element, all equally likely. */
  pick<T>(array: readonly T[]): T {
    if (array.length === 0) throw new Error('pick: the array is empty; give it at least one element');
    return array[this.integer(array.length)];
  }

  /** Standard normal (Box and Muller, 1958). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** A copy of `array` in random order (Fisher and Yates). */
  shuffled<T>(array: readonly T[]): T[] {
    const copy = [...array];
    for (let i = copy.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [copy[i], copy[j]] = [copy[j], copy[i]];
    }
    return copy;
  }
}

function scramble(value: number): number {
  let x = (value + 0x9e3779b9) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return x ^ (x >>> 15);
}
