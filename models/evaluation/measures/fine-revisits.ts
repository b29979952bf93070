import type { PictureSize } from '../../../server/contracts/picture.ts';
import type { Generator } from '../../../server/generation/generator.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import { createFrame, Renderer } from '../../reference/rendering/renderer.ts';
import { psnr } from '../judges/image-quality.ts';
import { Revisits, recordEvery } from '../judges/revisits.ts';
import { defaultControls, type HeldOutWorld } from '../rollout/held-out.ts';
import { rollout } from '../rollout/rollout.ts';

/** Decibels of views of places that were seen before, as they are shown and by the reprojection alone. */
export interface FineRevisitFigures {
  /** In the pack's largest size. */
  model: number;
  warp: number;
  /** The same views in the size that networks draw them. */
  view: { model: number; warp: number };
  views: number;
}

export interface FineRevisitOptions {
  size: PictureSize;
  players: number;
  ticks: number;
}

const names = ['model', 'warp', 'viewModel', 'viewWarp'] as const;
type Sums = Record<(typeof names)[number], number> & { views: number };

/**
 * `revisit_psnr` of the pictures that people are shown: the play and the rule of RevisitJudge, every fourth tick. All worlds
 * have equal weight, as there.
 */
export async function measureFineRevisits(
  pack: Pack,
  generator: Generator,
  worlds: readonly HeldOutWorld[],
  options: FineRevisitOptions,
): Promise<FineRevisitFigures> {
  const played: Sums[] = [];
  for (const world of worlds) played.push(await playIn(pack, generator, world, options));
  const mean = (name: (typeof names)[number]) =>
    played.reduce((sum, world) => sum + world[name] / world.views, 0) / played.length;
  return {
    ...{ model: mean('model'), warp: mean('warp') },
    view: { model: mean('viewModel'), warp: mean('viewWarp') },
    views: played.reduce((sum, { views }) => sum + views, 0),
  };
}

async function playIn(
  pack: Pack,
  generator: Generator,
  world: HeldOutWorld,
  { size, players, ticks }: FineRevisitOptions,
): Promise<Sums> {
  const { view } = pack.manifest;
  const fine = { ...size, focal: (view.focal * size.width) / view.width };
  const renderer = new Renderer(world.reference, fine);
  const truth = createFrame(fine);
  const revisits = new Revisits(view);
  revisits.begin(world);
  const sums: Sums = { model: 0, warp: 0, viewModel: 0, viewWarp: 0, views: 0 };
  const observes = (tick: number) => tick % recordEvery === 0;
  for await (const { observations } of rollout({
    ...{ pack, generator, world, players, ticks, observes, size },
  })) {
    for (const observation of observations) {
      if (!revisits.next(observation)) continue;
      const { view: drawn, camera, entities } = observation;
      if (!drawn.fine || !drawn.fineWarp || !drawn.warp)
        throw new Error('the pack was not drawn in the size asked for');
      renderer.render(camera, entities, defaultControls, truth);
      sums.model += psnr(drawn.fine.rgb, truth.rgb);
      sums.warp += psnr(drawn.fineWarp.rgb, truth.rgb);
      sums.viewModel += psnr(drawn.rgb, observation.truth.rgb);
      sums.viewWarp += psnr(drawn.warp, observation.truth.rgb);
      sums.views++;
    }
  }
  return sums;
}
