import { uncoveredShare } from '../../../server/generation/imagination.ts';
import type { Intrinsics } from '../../../shared/geometry/camera.ts';
import type { Observation } from '../rollout/rollout.ts';
import type { Judge } from './judge.ts';
import { Probe } from './probe.ts';

/** A view counts as never seen when memory covers at most the rest of it. */
const unseenShare = 0.5;

export interface PlaceFigures {
  /** Share of never-seen views that the probe takes for the world's own. */
  model: number;
  /** The same of their reprojections, and of the reference's frames at the same cameras. */
  warp: number;
  reference: number;
  views: number;
}

/**
 * Whether places that nobody has seen look like the world's own (`imagine_plausible`): a frozen probe,
 * trained on whole and spoilt reference frames (models/training/worldroom_training/probes/place.py), says so of each view.
 */
export class PlaceJudge implements Judge {
  readonly #probe: Probe;
  readonly #accepted = { model: 0, warp: 0, reference: 0 };
  #views = 0;

  private constructor(probe: Probe) {
    this.#probe = probe;
  }

  static async load(file: string, intrinsics: Intrinsics): Promise<PlaceJudge> {
    return new PlaceJudge(await Probe.load(file, intrinsics));
  }

  async judge({ view, truth }: Pick<Observation, 'view' | 'truth'>): Promise<void> {
    if (uncoveredShare(view.coverage) < unseenShare) return;
    this.#views++;
    if (await this.#accepts(view.rgb)) this.#accepted.model++;
    if (await this.#accepts(view.warp ?? view.rgb)) this.#accepted.warp++;
    if (await this.#accepts(truth.rgb)) this.#accepted.reference++;
  }

  get figures(): PlaceFigures {
    const share = (count: number) => count / this.#views;
    const { model, warp, reference } = this.#accepted;
    return {
      model: share(model),
      warp: share(warp),
      reference: share(reference),
      views: this.#views,
    };
  }

  async #accepts(rgb: Uint8Array): Promise<boolean> {
    const [own] = await this.#probe.read(rgb);
    return own > 0;
  }
}
