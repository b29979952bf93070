import type { Intrinsics } from '../../../shared/geometry/camera.ts';
import type { HeldOutWorld } from '../rollout/held-out.ts';
import type { Observation } from '../rollout/rollout.ts';
import { psnr, ssim } from './image-quality.ts';
import type { Judge } from './judge.ts';
import { idleTicks, SeenBefore } from './seen-before.ts';

/** A view counts as a revisit if at least this share of it was seen before. */
const revisitShare = 0.9;
/** Ticks between the views that are recorded. */
const recordEvery = 4;

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
  readonly #seen: SeenBefore;
  readonly #sums = { psnr: zero(), ssim: zero() };
  #views = 0;

  constructor(intrinsics: Intrinsics) {
    this.#intrinsics = intrinsics;
    this.#seen = new SeenBefore(intrinsics);
  }

  /** The world seed's keyframes count as views before the first tick. */
  begin({ worldSeed }: HeldOutWorld): void {
    for (const keyframe of worldSeed.keyframes) this.#seen.record(0, keyframe.pose, keyframe.inverseDepth);
  }

  /** Judges a view if it is a revisit. */
  judge(observation: Observation): void {
    const { tick, camera, truth, view, nearest } = observation;
    const isKnown = (until: number) => this.#seen.share(until, camera, truth.inverseDepth) >= revisitShare;
    const revisit = tick >= idleTicks && isKnown(tick - idleTicks);
    if (tick % recordEvery === 0 && (revisit || isKnown(tick))) {
      this.#seen.record(tick, camera, truth.inverseDepth);
    }
    if (!revisit) return;
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
