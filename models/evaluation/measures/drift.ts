import { z } from 'zod';
import type { ViewRequest } from '../../../server/contracts/view.ts';
import type { Generator } from '../../../server/generation/generator.ts';
import { RoomMemory } from '../../../server/memory/room-memory.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import { psnr } from '../judges/image-quality.ts';
import type { HeldOutWorld } from '../rollout/held-out.ts';
import { rollout } from '../rollout/rollout.ts';

/** Ticks of the compared parts: a minute of play at 12 a second. */
const minute = 720;
/** Ticks between the judged views. */
const every = 6;
/** Ticks whose views are on the contact sheet, beside the reference's. */
const shownTicks = [0, 100, 1_000, 10_000];

export const driftFiguresSchema = z.object({
  /** Decibels against the reference in the first minute, and in the last one, at the same cameras. */
  first: z.number(),
  last: z.number(),
  /** Decibels of the last minute divided by those of the first. */
  ratio: z.number(),
  /**
   * Decibels in the minute before the last, wherever the player is by then, and of the same views drawn from
   * the world seed alone, as if nobody had played.
   */
  wandering: z.object({ aged: z.number(), fresh: z.number() }),
  /** Judged ticks at which the player stood inside something solid, where views have no reference. */
  inWalls: z.int(),
});
export type DriftFigures = z.infer<typeof driftFiguresSchema>;

export interface Drift {
  figures: DriftFigures;
  /** RGB [3, H, W] as drawn and of the reference, at the shown ticks that the rollout reached. */
  strip: { drawn: Uint8Array; truth: Uint8Array }[];
}

/**
 * Measures how one player's views change over a long rollout, standing still or playing (`drift`). In its
 * last minute the player retraces the positions of the first one, because other places would be easier or
 * harder to draw whatever the state of memory.
 */
export async function measureDrift(
  pack: Pack,
  generator: Generator,
  world: HeldOutWorld,
  options: { ticks: number; idle: boolean },
): Promise<Drift> {
  const { ticks } = options;
  const span = Math.min(minute, Math.floor(ticks / 3));
  const partOf = (tick: number) =>
    tick < span ? 'first' : tick >= ticks - span ? 'last' : tick >= ticks - 2 * span ? 'aged' : undefined;
  const sums = { first: 0, last: 0, aged: 0, fresh: 0 };
  const views = { first: 0, last: 0, aged: 0, fresh: 0 };
  const count = (part: keyof typeof sums, decibels: number) => {
    sums[part] += decibels;
    views[part]++;
  };
  const strip: Drift['strip'] = [];
  const seedOnly = new RoomMemory(pack.manifest);
  for (const keyframe of world.worldSeed.keyframes) seedOnly.remember(keyframe);
  let inWalls = 0;
  let asked: ViewRequest | undefined;
  const source: Pick<Generator, 'generate' | 'move'> = {
    generate: (requests, settings) => {
      [asked] = requests;
      return generator.generate(requests, settings);
    },
    move: (features, bodies) => generator.move(features, bodies),
  };
  for await (const { observations, astray } of rollout({
    pack,
    generator: source,
    world,
    players: 1,
    ...options,
    retraced: span,
    observes: (tick) => shownTicks.includes(tick) || (tick % every === 0 && partOf(tick) !== undefined),
  })) {
    inWalls += astray;
    for (const { tick, view, truth, camera } of observations) {
      if (shownTicks.includes(tick)) strip.push({ drawn: view.rgb, truth: truth.rgb });
      const part = partOf(tick);
      if (tick % every !== 0 || part === undefined) continue;
      count(part, psnr(view.rgb, truth.rgb));
      if (part !== 'aged' || asked === undefined) continue;
      const [fresh] = await generator.generate([
        { ...asked, keyframes: seedOnly.retrieve(camera), previous: undefined },
      ]);
      count('fresh', psnr(fresh.rgb, truth.rgb));
    }
  }
  const mean = (part: keyof typeof sums) => sums[part] / views[part];
  const [first, last] = [mean('first'), mean('last')];
  const figures = {
    first,
    last,
    ratio: last / first,
    wandering: { aged: mean('aged'), fresh: mean('fresh') },
    inWalls,
  };
  return { figures, strip };
}
