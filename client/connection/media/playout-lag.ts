/** Frames per reading, which is their median wait: one or two seconds of frames. */
const readingSize = 24;
/** Milliseconds by which waits may exceed the shortest one so far. */
const tolerance = 120;
/** Milliseconds between two requests to catch up: the first, and the longest. */
const pauses = { first: 10_000, longest: 300_000 } as const;

/**
 * Detects that playback has fallen behind: frames wait much longer between the network and the screen than
 * before. A browser that lengthened its playout delay after a network stall may never shorten it again. A
 * device that was slow from the start is not behind, because catching up would not help it. Milliseconds.
 */
export class PlayoutLag {
  readonly #waits: number[] = [];
  #least = Number.POSITIVE_INFINITY;
  #pause: number = pauses.first;
  #notBefore = Number.NEGATIVE_INFINITY;

  /** A frame waited `wait` from its last packet to the screen. Returns true if playback should catch up. */
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
