/** Frames per reading, which is their median wait; a second or two. */
const readingSize = 24;
/** Milliseconds by which waits may grow over the least there has been. */
const tolerance = 120;
/** Milliseconds from one catching up to the next: the first, and the longest. */
const pauses = { first: 10_000, longest: 300_000 } as const;

/**
 * Says when the picture has fallen behind: when frames wait much longer between the network and the
 * screen than they once did. A browser that stretched its playout delay after a hiccup may never take
 * it back. A device that was slow from the start is not behind, and nothing helps it. Milliseconds.
 */
export class PlayoutLag {
  readonly #waits: number[] = [];
  #least = Number.POSITIVE_INFINITY;
  #pause: number = pauses.first;
  #notBefore = Number.NEGATIVE_INFINITY;

  /** A frame waited `wait` from its last packet to the screen; true when it is time to catch up. */
  waited(wait: number, now: number): boolean {
    this.#waits.push(wait);
    if (this.#waits.length < readingSize) return false;
    const reading = [...this.#waits].sort((a, b) => a - b)[readingSize / 2];
    this.#waits.length = 0;
    this.#least = Math.min(this.#least, reading);
    if (reading <= this.#least + tolerance || now < this.#notBefore) return false;
    this.#notBefore = now + this.#pause;
    this.#pause = Math.min(pauses.longest, this.#pause * 2);
    return true;
  }
}
