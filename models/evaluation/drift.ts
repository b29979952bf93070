import type { Generator } from '../../server/generation/generator.ts';
import type { Pack } from '../../server/pack/pack.ts';
import type { HeldOutWorld } from './held-out.ts';
import { psnr } from './image-quality.ts';
import { rollout } from './rollout.ts';

/** Ticks at the start and at the end of a rollout that are compared: a minute of play at 12 a second. */
const window = 720;
/** Ticks between the views that are judged. */
const every = 6;

export interface DriftFigures {
  /** Decibels against the reference in the first and in the last minute, and the last over the first. */
  first: number;
  last: number;
  ratio: number;
}

/** How well one player's views hold over a long rollout, standing still or playing (`drift`). */
export async function measureDrift(
  pack: Pack,
  generator: Generator,
  world: HeldOutWorld,
  options: { ticks: number; idle: boolean },
): Promise<DriftFigures> {
  const span = Math.min(window, Math.floor(options.ticks / 2));
  const sums = { first: 0, last: 0 };
  const views = { first: 0, last: 0 };
  const part = (tick: number) => (tick < span ? 'first' : 'last');
  const observes = (tick: number) => tick % every === 0 && (tick < span || tick >= options.ticks - span);
  for await (const { observations } of rollout({
    pack,
    generator,
    world,
    players: 1,
    ...options,
    observes,
  })) {
    for (const { tick, view, truth } of observations) {
      sums[part(tick)] += psnr(view.rgb, truth.rgb);
      views[part(tick)]++;
    }
  }
  const first = sums.first / views.first;
  const last = sums.last / views.last;
  return { first, last, ratio: last / first };
}
