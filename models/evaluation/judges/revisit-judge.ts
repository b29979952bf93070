import type { Intrinsics } from '../../../shared/geometry/camera.ts';
import type { HeldOutWorld } from '../rollout/held-out.ts';
import type { Observation } from '../rollout/rollout.ts';
import { psnr, ssim } from './image-quality.ts';
import type { Judge } from './judge.ts';
import { Revisits } from './revisits.ts';

export interface Compared {
  model: number;
  /** Reprojection without the network. */
  warp: number;
  /** The nearest keyframe, unchanged. */
  copy: number;
}

export interface RevisitFigures {
  psnr: Compared;
  ssim: Compared;
  /** Number of judged views. */
  views: number;
}

/** Quality of views of places that were seen at least idleTicks before, against the reference. */
export class RevisitJudge implements Judge {
  readonly #intrinsics: Intrinsics;
  readonly #revisits: Revisits;
  readonly #sums = { psnr: zero(), ssim: zero() };
  #views = 0;

  constructor(intrinsics: Intrinsics) {
    this.#intrinsics = intrinsics;
    this.#revisits = new Revisits(intrinsics);
  }

  begin(world: HeldOutWorld): void {
    this.#revisits.begin(world);
  }

  /** Judges a view if it is a revisit. */
  judge(observation: Observation): void {
    if (!this.#revisits.next(observation)) return;
    const { truth, view, nearest } = observation;
    const { width, height } = this.#intrinsics;
    if (view.warp === undefined)
      throw new Error('revisits are judged beside the reprojection; ask the generator for it');
    const pictures = { model: view.rgb, warp: view.warp, copy: nearest.rgb };
    for (const name of ['model', 'warp', 'copy'] as const) {
      this.#sums.psnr[name] += psnr(pictures[name], truth.rgb);
      this.#sums.ssim[name] += ssim(pictures[name], truth.rgb, width, height);
    }
    this.#views++;
  }

  get figures(): RevisitFigures {
    return {
      psnr: mean(this.#sums.psnr, this.#views),
      ssim: mean(this.#sums.ssim, this.#views),
      views: this.#views,
    };
  }
}

function zero(): Compared {
  return { model: 0, warp: 0, copy: 0 };
}

function mean(sum: Compared, count: number): Compared {
  return { model: sum.model / count, warp: sum.warp / count, copy: sum.copy / count };
}
