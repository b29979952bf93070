import { frameLength, sampleRate } from './audio-format.ts';
import type { Arrival } from './spatial.ts';

/** Renders one sound source for two ears. Gain and delay are interpolated within each frame. */
export class Voice {
  readonly #sample: Float32Array;
  readonly #loops: boolean;
  /** Samples played so far. */
  #position = 0;
  #before: Arrival | undefined;
  #lowLeft = 0;
  #lowRight = 0;

  constructor(sample: Float32Array, loops = false) {
    this.#sample = sample;
    this.#loops = loops;
  }

  /** Whether the sound has been played to its end. */
  get ended(): boolean {
    // The far ear is late by at most this delay.
    return !this.#loops && this.#position > this.#sample.length + 0.001 * sampleRate;
  }

  /** Adds a frame of the sound to `out` [frameLength, 2]. */
  addTo(out: Float32Array, now: Arrival): void {
    const before = this.#before ?? now;
    this.#lowLeft = this.#addEar(
      out,
      0,
      [before.left, now.left],
      [before.leftDelay, now.leftDelay],
      lowPass(now.cutoff),
      this.#lowLeft,
    );
    this.#lowRight = this.#addEar(
      out,
      1,
      [before.right, now.right],
      [before.rightDelay, now.rightDelay],
      lowPass(now.cutoff),
      this.#lowRight,
    );
    this.#before = now;
    this.#position += frameLength;
    if (this.#loops) this.#position %= this.#sample.length;
  }

  #addEar(
    out: Float32Array,
    channel: 0 | 1,
    [gainFrom, gainTo]: readonly [number, number],
    [delayFrom, delayTo]: readonly [number, number],
    coefficient: number,
    state: number,
  ): number {
    const sample = this.#sample;
    const { length } = sample;
    const loops = this.#loops;
    const gainStep = (gainTo - gainFrom) / frameLength;
    const delayStep = ((delayTo - delayFrom) * sampleRate) / frameLength;
    let low = state;
    let gain = gainFrom;
    let at = this.#position - delayFrom * sampleRate;
    if (loops && at < 0) at += length;
    for (let i = 0; i < frameLength; i++) {
      const index = Math.floor(at);
      const share = at - index;
      let first: number;
      let second: number;
      if (loops) {
        first = sample[index % length];
        second = sample[(index + 1) % length];
      } else {
        first = index >= 0 && index < length ? sample[index] : 0;
        second = index >= -1 && index + 1 < length ? sample[index + 1] : 0;
      }
      low += coefficient * (first + (second - first) * share - low);
      out[2 * i + channel] += gain * low;
      gain += gainStep;
      at += 1 - delayStep;
    }
    return low;
  }
}

/** Coefficient of a one-pole low-pass. `cutoff` in Hz. */
function lowPass(cutoff: number): number {
  return 1 - Math.exp((-2 * Math.PI * cutoff) / sampleRate);
}
