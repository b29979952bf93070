import type { PictureSize } from '../../../server/contracts/picture.ts';
import type { Generator } from '../../../server/generation/generator.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import { watchedModel } from '../endless/watched-model.ts';
import type { KeptTiles } from '../rollout/kept-tiles.ts';
import { type DiversityFigures, measureDiversity } from './diversity.ts';
import { type DreamtViewFigures, type DreamtViewOptions, measureDreamtViews } from './dreamt-views.ts';
import { measureTwoWalks, type TwoWalksFigures, type TwoWalksOptions } from './two-walks.ts';

/** What people see in the pack's largest pictures, which they get where the machine has the time. */
export interface DreamtReport extends DreamtViewFigures {
  /** The same in the views' own size, the least. */
  smallest: DreamtViewFigures;
  /** How rooms of different seeds differ. */
  diversity: DiversityFigures;
  /** Whether rooms of the same seed have the same map. */
  same_seed: TwoWalksFigures;
}

export interface DreamtOptions extends Omit<DreamtViewOptions, 'size'>, TwoWalksOptions {
  /** Pairs of rooms of different seeds. */
  pairs: number;
  /** Fills in the ground of all rooms but those whose maps are compared to the bit. */
  tiles: KeptTiles;
}

/** What everything that {@link measureDreamt} measures takes in full, and in a shorter run. */
export const dreamtPlay = {
  full: { towns: 6, distances: [0, 50, 100], pairs: 6, roomSeeds: [8000, 8001], leg: 40 },
  quick: { towns: 1, distances: [0, 20], pairs: 1, roomSeeds: [8000], leg: 12 },
} as const;

/** Measures ground that a pack's map makes up: how it looks to two players, where its walls stand, how maps differ. */
export async function measureDreamt(
  pack: Pack,
  generator: Generator,
  options: DreamtOptions,
): Promise<DreamtReport> {
  const model = watchedModel(options.tiles.with(generator));
  const { view } = pack.manifest;
  const viewsOf = (size: PictureSize) => measureDreamtViews({ pack, model }, { ...options, size });
  return {
    ...(await viewsOf(view.sizes?.[0] ?? view)),
    smallest: await viewsOf(view),
    diversity: await measureDiversity({ pack, model }, options.pairs),
    same_seed: await measureTwoWalks(pack, options),
  };
}
