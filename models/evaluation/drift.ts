import type { Generator } from '../../server/generation/generator.ts';
import type { Pack } from '../../server/pack/pack.ts';
import type { HeldOutWorld } from './held-out.ts';
import { psnr } from './image-quality.ts';
import { rollout } from './rollout.ts';

/** Ticks at the start and at the end of a rollout that are compared: a minute of play at 12 a second. */
const window = 720;
/** Ticks between the views that are judged. */
const every = 6;
/** Ticks whose views are shown beside the reference's. */
const shownTicks = [0, 100, 1_000, 10_000];

export interface DriftFigures {
  /** Decibels against the reference in the first and in the last minute, and the last over the first. */
  first: number;
  last: number;
  ratio: number;
}

export interface Drift {
  figures: DriftFigures;
  /** RGB [3, H, W] as drawn and as they should be, at the shown ticks that the rollout reached. */
  strip: { drawn: Uint8Array; truth: Uint8Array }[];
}

/** How well one player's views hold over a long rollout, standing still or playing (`drift`). */
export async function measureDrift(
  pack: Pack,
  generator: Generator,
  world: HeldOutWorld,
  options: { ticks: number; idle: boolean },
): Promise<Drift> {
  const { ticks } = options;
  const span = Math.min(window, Math.floor(ticks / 2));
  const sums = { first: 0, last: 0 };
  const views = { first: 0, last: 0 };
  const strip: Drift['strip'] = [];
  const isJudged = (tick: number) => tick % every === 0 && (tick < span || tick >= ticks - span);
  const observes = (tick: number) => isJudged(tick) || shownTicks.includes(tick);
  for await (const { observations } of rollout({
    pack,
    generator,
    world,
    players: 1,
    ...options,
    observes,
  })) {
    for (const { tick, view, truth } of observations) {
      if (shownTicks.includes(tick)) strip.push({ drawn: view.rgb, truth: truth.rgb });
      if (!isJudged(tick)) continue;
      const part = tick < span ? 'first' : 'last';
      sums[part] += psnr(view.rgb, truth.rgb);
      views[part]++;
    }
  }
  const first = sums.first / views.first;
  const last = sums.last / views.last;
  return { figures: { first, last, ratio: last / first }, strip };
}
