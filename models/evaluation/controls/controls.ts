import type { Pack } from '../../../server/pack/pack.ts';
import { lookNames } from '../../reference/looks.ts';
import { Random } from '../../reference/random.ts';
import type { RenderControls } from '../../reference/rendering/renderer.ts';
import { SeenBefore } from '../judges/seen-before.ts';
import type { HeldOutWorld } from '../rollout/held-out.ts';
import { type Observation, rollout, type ViewSource } from '../rollout/rollout.ts';
import { type ControlFigures, ControlJudge } from './control-judge.ts';

/** Share of a view that the world seed's keyframes must cover for it to count as known. */
const knownShare = 0.9;
/** Ticks before the first request, in which players separate. */
const apartTicks = 24;
/**
 * Ticks before the first view of a setting is judged, and between two of them: the second of the transition,
 * and a little more.
 */
const viewTicks = 16;
/** Judged views of each player and setting. */
const viewsEach = 2;
const settingTicks = viewsEach * viewTicks;
const players = 4;
/** Number of worlds, and settings in each. */
const extent = { full: { worlds: 8, settings: 16 }, quick: { worlds: 2, settings: 4 } } as const;

/**
 * Measures play in which other controls are requested every few seconds, in the engine's own world and
 * workers. Each setting is read from {@link players} times {@link viewsEach} views.
 */
export async function measureControls(
  pack: Pack,
  generator: ViewSource,
  worlds: readonly HeldOutWorld[],
  options: { probe: string; quick: boolean },
): Promise<ControlFigures> {
  const { worlds: most, settings } = extent[options.quick ? 'quick' : 'full'];
  const { view } = pack.manifest;
  const seen = new Map<number, SeenBefore>();
  const isKnown = ({ world, camera, truth }: Observation) =>
    (seen.get(world)?.share(0, camera, truth.inverseDepth) ?? 0) >= knownShare;
  const judge = await ControlJudge.load(options.probe, view, isKnown);
  const play = async (world: HeldOutWorld) => {
    const shown = new SeenBefore(view);
    for (const { pose, inverseDepth } of world.worldSeed.keyframes) shown.record(0, pose, inverseDepth);
    seen.set(world.seed, shown);
    const asked = randomSettings(world.seed, settings);
    const asks = (tick: number) => asked[Math.floor((tick - apartTicks) / settingTicks)];
    const ticks = apartTicks + settings * settingTicks;
    const ends = (tick: number, every: number) =>
      tick >= apartTicks && (tick - apartTicks) % every === every - 1;
    const observes = (tick: number) => ends(tick, viewTicks);
    let tick = 0;
    const played = rollout({ pack, generator, world, players, ticks, observes, asks });
    for await (const { observations } of played) {
      for (const observation of observations) await judge.judge(observation);
      if (ends(tick++, settingTicks)) judge.settle(world.seed);
    }
  };
  await Promise.all(worlds.slice(0, most).map(play));
  return judge.figures;
}

/** Each theme equally often, with random time of day and fog. */
function randomSettings(seed: number, count: number): Required<RenderControls>[] {
  const random = new Random(seed + 4);
  return Array.from({ length: count }, (_, i) => ({
    timeOfDay: random.next(),
    fog: random.next(),
    look: lookNames[i % lookNames.length],
  }));
}
