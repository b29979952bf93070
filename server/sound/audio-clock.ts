import { frameMilliseconds } from './audio-format.ts';

/** A clock that is this many frames late skips to the newest frame instead of catching up. */
const mostBehind = 5;

/**
 * Tells when audio frames are due: frame n is due at n times 20 ms since the epoch. It does not depend on
 * when its timer fires, so it never drifts, and a new clock continues where an old one stopped.
 */
export class AudioClock {
  #next: number;

  /** @param now Milliseconds since the epoch with fraction, like all other times. Must never go back. */
  constructor(now: number) {
    this.#next = Math.ceil(now / frameMilliseconds);
  }

  /** Numbers of the frames that are due. If too many are due, all but the newest are skipped. */
  due(now: number): number[] {
    const newest = Math.floor(now / frameMilliseconds);
    if (newest - this.#next >= mostBehind) this.#next = newest;
    const frames: number[] = [];
    while (this.#next <= newest) frames.push(this.#next++);
    return frames;
  }

  /** Milliseconds until the next frame is due. */
  wait(now: number): number {
    return Math.max(0, this.#next * frameMilliseconds - now);
  }
}
