import type { Observation } from '../rollout/rollout.ts';
import { psnr } from './image-quality.ts';
import type { Judge } from './judge.ts';

/** Decibels; see next-frame.ts. */
export interface NextFrameFigures extends NextFrameMeans {
  /** Of views whose camera moved since the frame before. Reports from before it was asked have none. */
  moved?: NextFrameMeans;
}

export interface NextFrameMeans {
  model: number;
  ownMemory: number;
  copy: number;
  views: number;
}

export interface FrameFigures {
  /** Decibels over all views of play, including those that are no revisits. */
  all: { model: number; warp: number; views: number };
  /** Decibels of views drawn after true frames. */
  next: NextFrameFigures;
  /** Share of views for which `imagine` ran. */
  imagined: number;
  /** Mean milliseconds of one worker for a view. */
  milliseconds: number;
}

const nextFrameNames = ['model', 'ownMemory', 'copy'] as const;

/** Measures the quality of every view against the reference, and its cost. */
export class FrameQuality implements Judge {
  #views = 0;
  #model = 0;
  #warp = 0;
  readonly #next = { all: noFrames(), moved: noFrames() };
  #imagined = 0;
  #milliseconds = 0;

  judge({ view, truth, nextFrame }: Observation): void {
    this.#views++;
    this.#model += psnr(view.rgb, truth.rgb);
    this.#warp += psnr(view.warp ?? view.rgb, truth.rgb);
    this.#imagined += view.imagined ? 1 : 0;
    this.#milliseconds += view.milliseconds;
    if (!nextFrame) return;
    const sums = nextFrame.moved ? [this.#next.all, this.#next.moved] : [this.#next.all];
    for (const name of nextFrameNames) {
      const decibels = psnr(nextFrame[name], truth.rgb);
      for (const sum of sums) sum[name] += decibels;
    }
    for (const sum of sums) sum.views++;
  }

  /** Adds the sums of another judge. */
  add(other: FrameQuality): void {
    this.#views += other.#views;
    this.#model += other.#model;
    this.#warp += other.#warp;
    this.#imagined += other.#imagined;
    this.#milliseconds += other.#milliseconds;
    for (const kind of ['all', 'moved'] as const) {
      for (const name of [...nextFrameNames, 'views'] as const)
        this.#next[kind][name] += other.#next[kind][name];
    }
  }

  get figures(): FrameFigures {
    return {
      all: { model: this.#model / this.#views, warp: this.#warp / this.#views, views: this.#views },
      next: { ...meanOf(this.#next.all), moved: meanOf(this.#next.moved) },
      imagined: this.#imagined / this.#views,
      milliseconds: this.#milliseconds / this.#views,
    };
  }
}

function noFrames(): NextFrameMeans {
  return { model: 0, ownMemory: 0, copy: 0, views: 0 };
}

function meanOf({ model, ownMemory, copy, views }: NextFrameMeans): NextFrameMeans {
  return { model: model / views, ownMemory: ownMemory / views, copy: copy / views, views };
}
