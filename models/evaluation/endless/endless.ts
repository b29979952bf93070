import type { Generator } from '../../../server/generation/generator.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import { createFrame } from '../../reference/rendering/renderer.ts';
import { Probe } from '../judges/probe.ts';
import { defaultControls } from '../rollout/held-out.ts';
import type { KeptTiles } from '../rollout/kept-tiles.ts';
import { type OnePicture, onePicture } from './one-picture.ts';
import { lookPoses, PictureWalk } from './picture-walk.ts';
import { watchedModel } from './watched-model.ts';

/** Metres from the start at which people look around. */
export const judgedDistances = [0, 50, 100, 200, 400] as const;

/** What {@link measureEndless} takes in full, and in a shorter run. */
export const endlessPlay = {
  full: { towns: 8, distances: judgedDistances },
  quick: { towns: 2, distances: judgedDistances.slice(0, 2) },
} as const;

export interface PlausibleFigures {
  /** Share of looks around that the probe takes for the world's own. */
  accepted: number;
  looks: number;
}

export interface EndlessReport {
  towns: number;
  /** By metres from the start: walks that got there, and what the probe says of looks around. */
  plausible: Record<string, PlausibleFigures & { walks: number }>;
  /** The same of reference frames at starts of the towns, and of the first looks' reprojections. */
  reference: PlausibleFigures;
  warp: PlausibleFigures;
  /** Looks after coming back another way: share that is the same to the bit, and the least decibels of the others. */
  loop: { walks: number; looks: number; same: number; least: number };
  /** Milliseconds of a tile, and of painting a view. */
  milliseconds: { tile: number; paint: number };
}

export interface EndlessOptions {
  /** File of the probe of places. */
  probe: string;
  towns: number;
  distances: readonly number[];
  /** Fills in all ground. */
  tiles: KeptTiles;
  /** Called with the looks around of each place, rows of one town. */
  drawn?: (rows: Uint8Array[][]) => Promise<void>;
  progress?: (line: string) => void;
}

/** Walks outwards from one picture of each of some held-out towns, over ground that nobody has seen. */
export async function measureEndless(
  pack: Pack,
  generator: Generator,
  { probe: file, towns, distances, tiles, drawn, progress = () => {} }: EndlessOptions,
): Promise<EndlessReport> {
  const { manifest } = pack;
  const probe = await Probe.load(file, manifest.view);
  const accepts = async (rgb: Uint8Array) => ((await probe.read(rgb))[0] > 0 ? 1 : 0);
  const plausible = new Map(distances.map((distance) => [distance, { accepted: 0, looks: 0, walks: 0 }]));
  const reference = { accepted: 0, looks: 0 };
  const warp = { accepted: 0, looks: 0 };
  const loops: number[] = [];
  const before = { paint: generator.time.inference.paint, views: generator.time.views };
  const model = watchedModel(tiles.with(generator));
  let loopWalks = 0;
  const rows: Uint8Array[][] = [];
  for (let town = 0; town < towns; town++) {
    const picture = onePicture(town, manifest.view, manifest.motion.eyeHeight);
    for (const rgb of referenceLooks(picture)) {
      reference.accepted += await accepts(rgb);
      reference.looks++;
    }
    const walk = new PictureWalk(pack, model, picture, town);
    const row: Uint8Array[] = [];
    for (const distance of distances) {
      if (!(await walk.goTo(distance))) break;
      const figures = plausible.get(distance);
      if (!figures) continue;
      figures.walks++;
      for (const view of await walk.lookAround()) {
        figures.accepted += await accepts(view.rgb);
        figures.looks++;
        if (distance === 0) {
          warp.accepted += await accepts(view.warp ?? view.rgb);
          warp.looks++;
        }
        row.push(view.rgb);
      }
    }
    rows.push(row);
    const back = await new PictureWalk(pack, model, picture, town + 1000).comeBack();
    if (back) {
      loopWalks++;
      loops.push(...back);
    }
    progress(
      `town ${town}: ${distances.map((distance) => `${distance} m ${plausible.get(distance)?.accepted} of ${plausible.get(distance)?.looks}`).join(', ')}; back at ${back?.map((decibels) => decibels.toFixed(1)).join(' ')} dB`,
    );
  }
  await drawn?.(rows);
  const share = ({ accepted, looks: all }: PlausibleFigures) => ({ accepted: accepted / all, looks: all });
  const sorted = loops.toSorted((a, b) => a - b);
  return {
    towns,
    plausible: Object.fromEntries(
      [...plausible].map(([distance, figures]) => [distance, { ...share(figures), walks: figures.walks }]),
    ),
    reference: share(reference),
    warp: share(warp),
    loop: {
      walks: loopWalks,
      looks: sorted.length,
      same: sorted.filter((decibels) => decibels === Number.POSITIVE_INFINITY).length / sorted.length,
      least: sorted[0],
    },
    milliseconds: {
      tile: tiles.time.milliseconds / tiles.time.tiles,
      paint: (generator.time.inference.paint - before.paint) / (generator.time.views - before.views),
    },
  };
}

/** What the reference shows around the start of a town. */
function referenceLooks({ reference, renderer, pose }: OnePicture): Uint8Array[] {
  return lookPoses(pose).map((camera) => {
    const frame = createFrame({ width: 256, height: 144, focal: 176 });
    renderer.render(camera, reference.doors, defaultControls, frame);
    return frame.rgb;
  });
}
