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
/** Ticks for which a look is asked for: a second in which views change, and a little more. */
const lookTicks = 16;
const players = 2;

/**
 * Play in which somebody asks for another time of day, fog and theme every few ticks, through the
 * engine's own world and workers; the last view of each look is judged.
 */
export async function measureControls(
  pack: Pack,
  generator: ViewSource,
  worlds: readonly HeldOutWorld[],
  options: { probe: string; quick: boolean },
): Promise<ControlFigures> {
  const looks = options.quick ? 8 : 16;
  const { view } = pack.manifest;
  let seen = new SeenBefore(view);
  const isKnown = ({ camera, truth }: Observation) => seen.share(0, camera, truth.inverseDepth) >= knownShare;
  const judge = await ControlJudge.load(options.probe, view, isKnown);
  for (const world of worlds) {
    seen = new SeenBefore(view);
    for (const { pose, inverseDepth } of world.worldSeed.keyframes) seen.look(0, pose, inverseDepth);
    const asked = randomLooks(world.seed, looks);
    const lookAt = (tick: number) => asked[Math.floor((tick - idleTicks) / lookTicks)];
    const ticks = idleTicks + looks * lookTicks;
    const observes = (tick: number) => tick >= idleTicks && (tick - idleTicks) % lookTicks === lookTicks - 1;
    for await (const tick of rollout({ pack, generator, world, players, ticks, observes, asks: lookAt })) {
      for (const observation of tick.observations) await judge.judge(observation);
    }
  }
  return judge.figures;
}

/** Every theme as often as any other, with any time of day and fog. */
function randomLooks(seed: number, count: number): Required<RenderControls>[] {
  const random = new Random(seed + 4);
  return Array.from({ length: count }, (_, i) => ({
    timeOfDay: random.next(),
    fog: random.next(),
    look: lookNames[i % lookNames.length],
  }));
}
