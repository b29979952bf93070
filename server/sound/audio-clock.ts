import { frameMilliseconds } from './audio-format.ts';

/** A clock that is this many frames late skips to the newest frame instead of catching up. */
const mostBehind = 5;

/**
 * When frames of sound are due: frame n at n times 20 ms since the epoch, whatever woke it how late.
 * So it never drifts, and goes on where it was when it is made anew.
 */
export class AudioClock {
  #next: number;

  /** `now` and all other times: milliseconds since the epoch, with fraction, on a clock that never goes back. */
  constructor(now: number) {
    this.#next = Math.ceil(now / frameMilliseconds);
  }

  /** Numbers of the frames that are due: at most a few; those that are later than that are left out. */
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
