import { uncoveredShare } from '../../../server/generation/imagination.ts';
import type { Intrinsics } from '../../../shared/geometry/camera.ts';
import type { Observation } from '../rollout/rollout.ts';
import type { Judge } from './judge.ts';
import { Probe } from './probe.ts';

/** A view counts as never seen if memory covers at most one minus this share. */
const unseenShare = 0.5;

export interface PlaceFigures {
  /** Share of never-seen views that the probe classifies as the world's own. */
  model: number;
  /** The same for their reprojections, and for reference frames at the same cameras. */
  warp: number;
  reference: number;
  views: number;
}

/**
 * Measures whether imagined places look like the world's own (`imagine_plausible`). A frozen probe, trained
 * on intact and damaged reference frames (models/training/worldroom_training/probes/place.py), classifies
 * each view.
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
