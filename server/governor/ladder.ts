import type { Manifest } from '../../shared/pack.ts';
import type { PictureSize } from '../contracts/picture.ts';

/** What a view is drawn with. */
export interface Rung {
  size: PictureSize;
  /** Most remembered keyframes that it is drawn from. */
  keyframes: number;
}

/** Shares of the keyframes that a view is still drawn from when pictures cannot be smaller. */
const fewerKeyframes = [3 / 4, 1 / 2] as const;

/** Share of the pixels of the screen that a picture has to fill. */
const nearlyAll = 0.9;

/**
 * The rungs of a pack, best first: its picture sizes, largest first, down to the view's own, then fewer keyframes at
 * that size. One rung alone where the pack has no larger sizes: there is nothing to choose.
 */
export function ladderOf({ view, memory }: Pick<Manifest, 'view' | 'memory'>): Rung[] {
  const keyframes = memory.slots - 1;
  const own = { width: view.width, height: view.height };
  if (view.sizes === undefined || view.sizes.length === 0) return [{ size: own, keyframes }];
  const fewer = fewerKeyframes.map((share) => Math.ceil(share * keyframes)).filter((few) => few < keyframes);
  return [
    ...[...view.sizes, own].map((size) => ({ size, keyframes })),
    ...[...new Set(fewer)].map((few) => ({ size: own, keyframes: few })),
  ];
}

/** Index of the lowest rung with all keyframes: the view's own size. */
export function ownSizeOf(rungs: readonly Rung[]): number {
  return rungs.findLastIndex(({ keyframes }) => keyframes === rungs[0].keyframes);
}

/**
 * The best rung of a view that is shown with so many pixels: the smallest size that fills nearly all of them, as a little
 * less cannot be told apart.
 */
export function bestFor(rungs: readonly Rung[], shown: PictureSize | undefined): number {
  if (shown === undefined) return 0;
  return Math.max(
    0,
    rungs.findLastIndex(
      ({ size, keyframes }) => keyframes === rungs[0].keyframes && size.width >= nearlyAll * shown.width,
    ),
  );
}

/**
 * The rung of each of `views` views at one position. Position 0 is the best rung for all; each step takes one view
 * down one rung, the first view first, and nobody a second time before all have gone. So no two views are ever more
 * than one rung apart, and the order says who goes down first and up last.
 */
export function rungsAt(position: number, views: number): number[] {
  if (views === 0) return [];
  const [all, ahead] = [Math.floor(position / views), position % views];
  return Array.from({ length: views }, (_, index) => all + (index < ahead ? 1 : 0));
}
