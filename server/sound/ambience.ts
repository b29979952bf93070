import type { Air } from '../contracts/heard.ts';
import { frameLength, sampleRate } from './audio-format.ts';
import type { SoundBank, StereoLoop } from './sound-bank.ts';

/** Amplitudes under the open sky. */
const levels = { wind: 0.11, birds: 0.035, crickets: 0.012 } as const;
/** Gain of the wind in a closed room. Cutoff of its low-pass in a closed room and outside, Hz. */
const indoors = 0.3;
const cutoffs = { closed: 160, open: 4000 } as const;
/** Time constant in seconds with which the ambience follows the listener's surroundings. */
const settling = 0.6;

/** Ambient sound around one listener: wind, which rooms muffle, birds by day and crickets at dusk. */
export class Ambience {
  readonly #bank: SoundBank;
  #position: number;
  #air: Air | undefined;
  #lowLeft = 0;
  #lowRight = 0;

  /** @param start Position in the loops at which it begins, in samples. */
  constructor(bank: SoundBank, start = 0) {
    this.#bank = bank;
    this.#position = start;
  }

  /** Adds a frame to `out` [frameLength, 2]. */
  addTo(out: Float32Array, wanted: Air): void {
    const before = this.#air ?? wanted;
    const share = 1 - Math.exp(-frameLength / sampleRate / settling);
    const openness = before.openness + (wanted.openness - before.openness) * share;
    this.#air = { openness, timeOfDay: wanted.timeOfDay };
    const { wind, birds, crickets } = this.#bank;
    this.#addWind(out, wind, before.openness, openness);
    const dusk = Math.max(0, Math.min(1, (wanted.timeOfDay - 0.65) / 0.25));
    this.#addLoop(out, birds, levels.birds * (1 - dusk), before.openness, openness);
    this.#addLoop(out, crickets, levels.crickets * dusk, before.openness, openness);
    this.#position += frameLength;
  }

  #addWind(out: Float32Array, loop: StereoLoop, from: number, to: number): void {
    const hertz = cutoffs.closed * (cutoffs.open / cutoffs.closed) ** to;
    const coefficient = 1 - Math.exp((-2 * Math.PI * hertz) / sampleRate);
    for (let i = 0; i < frameLength; i++) {
      const at = this.#position + i;
      const openness = from + ((to - from) * i) / frameLength;
      const gain = levels.wind * (indoors + (1 - indoors) * openness) * gust(at / sampleRate);
      this.#lowLeft += coefficient * (loop[0][at % loop[0].length] - this.#lowLeft);
      this.#lowRight += coefficient * (loop[1][at % loop[1].length] - this.#lowRight);
      out[2 * i] += gain * this.#lowLeft;
      out[2 * i + 1] += gain * this.#lowRight;
    }
  }

  #addLoop(out: Float32Array, loop: StereoLoop, level: number, from: number, to: number): void {
    if (level === 0) return;
    for (let i = 0; i < frameLength; i++) {
      const at = (this.#position + i) % loop[0].length;
      const openness = from + ((to - from) * i) / frameLength;
      out[2 * i] += level * openness * loop[0][at];
      out[2 * i + 1] += level * openness * loop[1][at];
    }
  }
}

/** Sums two periods with a very long common multiple, so that listeners do not notice a loop. */
function gust(time: number): number {
  return 0.72 + 0.18 * Math.sin((2 * Math.PI * time) / 7.3) + 0.1 * Math.sin((2 * Math.PI * time) / 17.9);
}
