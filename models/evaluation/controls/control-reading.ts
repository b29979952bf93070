import { lookNames } from '../../reference/looks.ts';
import type { RenderControls } from '../../reference/rendering/renderer.ts';

/** Largest error of a number that counts as correct, for a range of 1. */
export const controlTolerance = 0.15;

/** Which controls were read correctly. */
export interface ControlsRight {
  timeOfDay: boolean;
  fog: boolean;
  theme: boolean;
}

/**
 * Time of day, fog and theme as a frozen probe (models/training/worldroom_training/probes/control.py) reads
 * them from one or more frames of one setting. The log-probabilities of frames are added, as those of
 * independent observations. A frame that shows nothing of a control has equal probabilities and thus no
 * effect.
 *
 * A frame has log-probabilities of N equal bins of [0, 1] for the time of day, of as many for the fog, and of
 * every look in lookNames.
 */
export class ControlReading {
  #sum: Float64Array | undefined;
  #frames = 0;

  get frames(): number {
    return this.#frames;
  }

  /**
   * Adds the log-probabilities of a frame. @throws RangeError if their number is invalid or differs from the
   * frames before.
   */
  add(logProbabilities: Float32Array): void {
    const bins = (logProbabilities.length - lookNames.length) / 2;
    if (!Number.isInteger(bins) || bins < 1 || (this.#sum && this.#sum.length !== logProbabilities.length)) {
      throw new RangeError(
        `a frame has ${logProbabilities.length} log-probabilities; train the probe of controls anew`,
      );
    }
    this.#sum ??= new Float64Array(logProbabilities.length);
    for (const [i, value] of logProbabilities.entries()) this.#sum[i] += value;
    this.#frames++;
  }

  /** The most probable controls of all frames together. */
  get controls(): Required<RenderControls> {
    const sum = this.#sum;
    if (!sum) throw new Error('no frame has been read yet');
    const bins = (sum.length - lookNames.length) / 2;
    const themes = sum.subarray(2 * bins);
    return {
      timeOfDay: likeliestNumber(sum.subarray(0, bins)),
      fog: likeliestNumber(sum.subarray(bins, 2 * bins)),
      look: lookNames[themes.indexOf(Math.max(...themes))],
    };
  }

  /** Which controls are as requested; numbers within {@link controlTolerance}. */
  right(asked: Required<RenderControls>): ControlsRight {
    const read = this.controls;
    const near = (a: number, b: number) => Math.abs(a - b) <= controlTolerance;
    return {
      timeOfDay: near(read.timeOfDay, asked.timeOfDay),
      fog: near(read.fog, asked.fog),
      theme: read.look === asked.look,
    };
  }
}

/**
 * Centre of the bin around which most of the probability lies within {@link controlTolerance}. Takes
 * logarithms up to a common constant. The first and the last bin are not neighbours.
 */
export function likeliestNumber(logarithms: Float64Array): number {
  const bins = logarithms.length;
  const largest = Math.max(...logarithms);
  const shares = Array.from(logarithms, (value) => Math.exp(value - largest));
  const reach = controlTolerance * bins;
  const within = (middle: number) =>
    shares.reduce((sum, share, i) => sum + share * covered(Math.abs(i - middle), reach), 0);
  const masses = shares.map((_, i) => within(i));
  return (masses.indexOf(Math.max(...masses)) + 0.5) / bins;
}

/** Share of a bin, `apart` bins away from the centre, that lies within `reach` bins of it. */
function covered(apart: number, reach: number): number {
  return Math.max(0, Math.min(1, reach + 0.5 - apart));
}
