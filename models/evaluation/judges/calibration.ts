import type { Observation } from '../rollout/rollout.ts';
import type { Judge } from './judge.ts';

/**
 * Largest error of a colour channel for a correct pixel, as the trainer defined confidence; the slack of
 * depth is below.
 */
const colourTolerance = 0.1 * 255;
const depthShare = 0.1;
/** Slack on inverse depth, codes: 0.01 per metre. */
const depthSlack = (0.01 * 65535) / 5;
/** Confidence from which a pixel counts as confident. */
const confident = 0.9 * 255;
/** Stride of the sampled pixels. */
const stride = 7;

/** Measures whether the confidence of pixels agrees with the share that is correct. */
export class Calibration implements Judge {
  #looked = 0;
  #confident = 0;
  #right = 0;

  judge({ view, truth }: Observation): void {
    const area = view.confidence.length;
    for (let i = 0; i < area; i += stride) {
      this.#looked++;
      if (view.confidence[i] < confident) continue;
      this.#confident++;
      const colour = [0, 1, 2].every(
        (c) => Math.abs(view.rgb[c * area + i] - truth.rgb[c * area + i]) <= colourTolerance,
      );
      const depth = Math.abs(view.inverseDepth[i] - truth.inverseDepth[i]);
      if (colour && depth <= depthShare * truth.inverseDepth[i] + depthSlack) this.#right++;
    }
  }

  get figures(): { confident: number; right: number } {
    return { confident: this.#confident / this.#looked, right: this.#right / this.#confident };
  }
}
