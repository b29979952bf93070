import type { Observation } from '../rollout/rollout.ts';
import { psnr } from './image-quality.ts';
import type { Judge } from './judge.ts';

/** Decibels; see next-frame.ts. */
export interface NextFrameFigures {
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
  readonly #next = { model: 0, ownMemory: 0, copy: 0 };
  #nextViews = 0;
  #imagined = 0;
  #milliseconds = 0;

  judge({ view, truth, nextFrame }: Observation): void {
    this.#views++;
    this.#model += psnr(view.rgb, truth.rgb);
    this.#warp += psnr(view.warp ?? view.rgb, truth.rgb);
    this.#imagined += view.imagined ? 1 : 0;
    this.#milliseconds += view.milliseconds;
    if (!nextFrame) return;
    for (const name of nextFrameNames) this.#next[name] += psnr(nextFrame[name], truth.rgb);
    this.#nextViews++;
  }

  /** Adds the sums of another judge. */
  add(other: FrameQuality): void {
    this.#views += other.#views;
    this.#model += other.#model;
    this.#warp += other.#warp;
    this.#imagined += other.#imagined;
    this.#milliseconds += other.#milliseconds;
    for (const name of nextFrameNames) this.#next[name] += other.#next[name];
    this.#nextViews += other.#nextViews;
  }

  get figures(): FrameFigures {
    return {
      all: { model: this.#model / this.#views, warp: this.#warp / this.#views, views: this.#views },
      next: {
        model: this.#next.model / this.#nextViews,
        ownMemory: this.#next.ownMemory / this.#nextViews,
        copy: this.#next.copy / this.#nextViews,
        views: this.#nextViews,
      },
      imagined: this.#imagined / this.#views,
      milliseconds: this.#milliseconds / this.#views,
    };
  }
}
