import type { Pack } from '../../server/pack/pack.ts';
import { lookNames } from '../reference/looks.ts';
import { Random } from '../reference/random.ts';
import type { RenderControls } from '../reference/renderer.ts';
import { type ControlFigures, ControlJudge } from './control-judge.ts';
import type { HeldOutWorld } from './held-out.ts';
import { type Observation, rollout, type ViewSource } from './rollout.ts';
import { idleTicks, SeenBefore } from './seen-before.ts';

/** Share of a view that the world seed's keyframes must have shown for it to count as known. */
const knownShare = 0.9;
/** Ticks until the views of a setting are looked at, and between: a second in which they change, and a little more. */
const lookTicks = 16;
/** How often each player's view of a setting is looked at. */
const looksEach = 2;
const settingTicks = looksEach * lookTicks;
const players = 4;

/**
 * Play in which somebody asks for another time of day, fog and theme every few seconds, through the
 * engine's own world and workers: a setting, read from {@link players} times {@link looksEach} views.
 */
export async function measureControls(
  pack: Pack,
  generator: ViewSource,
  worlds: readonly HeldOutWorld[],
  options: { probe: string; quick: boolean },
): Promise<ControlFigures> {
  const settings = options.quick ? 8 : 16;
  const { view } = pack.manifest;
  let seen = new SeenBefore(view);
  const isKnown = ({ camera, truth }: Observation) => seen.share(0, camera, truth.inverseDepth) >= knownShare;
  const judge = await ControlJudge.load(options.probe, view, isKnown);
  for (const world of worlds) {
    seen = new SeenBefore(view);
    for (const { pose, inverseDepth } of world.worldSeed.keyframes) seen.look(0, pose, inverseDepth);
    const asked = randomSettings(world.seed, settings);
    const asks = (tick: number) => asked[Math.floor((tick - idleTicks) / settingTicks)];
    const ticks = idleTicks + settings * settingTicks;
    const ends = (tick: number, every: number) =>
      tick >= idleTicks && (tick - idleTicks) % every === every - 1;
    const observes = (tick: number) => ends(tick, lookTicks);
    let tick = 0;
    for await (const { observations } of rollout({
      pack,
      generator,
      world,
      players,
      ticks,
      observes,
      asks,
    })) {
      for (const observation of observations) await judge.judge(observation);
      if (ends(tick++, settingTicks)) judge.settle();
    }
  }
  return judge.figures;
}

/** Every theme as often as any other, with any time of day and fog. */
function randomSettings(seed: number, count: number): Required<RenderControls>[] {
  const random = new Random(seed + 4);
  return Array.from({ length: count }, (_, i) => ({
    timeOfDay: random.next(),
    fog: random.next(),
    look: lookNames[i % lookNames.length],
  }));
}
